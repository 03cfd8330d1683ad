"""Activations and losses as a reader uses them; every number beside NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator

from unrolled import activations, helo
from unrolled.models.losses import squared_error_gradient, surprise, surprise_slope
from unrolled.widgets import Activations, Losses
from unrolled.widgets.curves.activations import family

SHOWN = """(root) => [...root.querySelectorAll("[data-name][data-value]")].map((el) => ({
  name: el.dataset.name, t: Number(el.dataset.t ?? 0), index: Number(el.dataset.index ?? 0),
  value: Number(el.dataset.value) }))"""
FLAT = "[...w.querySelectorAll('td[data-name=flat]')].map((el) => Number(el.dataset.value))"
LOSSES = {
    "surprise": surprise,
    "surprise_slope": surprise_slope,
    "squared_error": lambda p: 0.5 * (1 - p) ** 2,
    "squared_error_slope": lambda p: squared_error_gradient(p, np.ones_like(p)),
}


@pytest.fixture
def opened(shown):
    def open_table(*arguments, **options) -> Locator:
        found = shown(*arguments, **options)
        found.focus()
        found.page.keyboard.press("t")  # the table stays open
        return found

    return open_table


def type_into(widget: Locator, field: str, text: str) -> None:
    widget.locator(f"input.u-field[data-name='{field}']").fill(text)
    widget.page.keyboard.press("Enter")


def check(widget: Locator, truth, least: int) -> None:
    """Compare every number that the widget shows with what NumPy says."""
    seen = 0
    for one in widget.evaluate(SHOWN):
        expected = truth(one["name"], one["t"], one["index"])
        if expected is None:
            continue
        seen += 1
        assert abs(one["value"] - expected) <= 1e-12 * max(1, abs(expected)), one
    assert seen >= least


def truth_of(f: str, x: float, layers: int = 1, unit: int = 1):
    """What NumPy says about a state of the Activations."""
    letters = helo.predict().trace.a[:, unit - 1]
    done = activations.stack(f, np.array(x), 10)
    marks = activations.stack(f, letters, 10)
    grid = np.concatenate([[x], helo.predict().trace.a.T.ravel(), family().grid])
    first = activations.layer(f, grid)

    def truth(name: str, t: int, index: int) -> float | None:
        if name in ("value", "slope"):
            return float(getattr(done[t - 1], name))
        if name in ("product", "further"):
            return float(done[t - 1].product)
        for part, column in (("At", grid), ("Value", first.value), ("Slope", first.slope)):
            if name in (f"x{part}", f"letter{part}", f"curve{part}"):
                return float(column[index])
        if name == "here":
            return float(done[layers - 1].product)
        top = marks[layers - 1]
        own = {"mark": letters, "markValue": top.value, "markProduct": top.product}
        if name in own:
            return float(own[name][index])
        return {"x": x, "layers": layers}.get(name)

    return truth


@pytest.mark.parametrize(
    "f", [name for name in activations.ACTIVATIONS if name != "identity"]
)
def test_every_number_is_numpys_for_every_function(opened, f):
    widget = opened(Activations(show=f))
    check(widget, truth_of(f, 0.5), least=80)
    for x, layers, unit in [(-2.0, 1, 2), (1.0, 3, 3), (0.0, 10, 1), (4.9, 10, 2)]:
        type_into(widget, "x", str(x))
        type_into(widget, "layers", str(layers))
        widget.get_by_role("button", name=str(unit), exact=True).click()
        check(widget, truth_of(f, x, layers, unit), least=80)
    widget.focus()
    widget.page.keyboard.press("r")
    check(widget, truth_of(f, 0.5), least=80)


def test_keys_change_number_function_layers_and_unit(opened):
    widget = opened(Activations())
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp", "n", "2"):
        widget.page.keyboard.press(key)
    check(widget, truth_of("hard_tanh", 0.6, layers=3, unit=2), least=80)
    widget.page.keyboard.press("ArrowDown")
    knob = widget.get_by_role("slider", name="a", exact=True).locator("visible=true").last
    knob.press("End")
    check(widget, truth_of("hard_tanh", 5.0, layers=2, unit=2), least=80)


def test_the_knob_is_dragged_along_the_curve(opened):
    widget = opened(Activations())
    knob = widget.locator("g[data-name='x']")
    knob.scroll_into_view_if_needed()
    box = knob.locator(".u-grip").bounding_box()
    page = widget.page
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"], steps=5)
    page.mouse.up()
    x = float(knob.get_attribute("data-value"))
    assert 1.2 < x < 2.2
    check(widget, truth_of("tanh", x), least=80)


def test_a_letter_is_one_click_away(opened):
    widget = opened(Activations(unit=2))
    widget.get_by_role("button", name="e", exact=True).click()
    check(widget, truth_of("tanh", float(helo.predict().trace.a[1, 1]), unit=2), least=80)


@pytest.mark.parametrize("f, layers, flat", [("tanh", 1, 0.1), ("sigmoid", 2, 0.05)])
def test_the_shaded_ground_is_where_the_slope_is_below_the_bound(opened, f, layers, flat):
    widget = opened(Activations(show=f, layers=layers, flat=flat))
    grid = family().grid
    is_flat = activations.stack(f, grid, layers)[-1].product < flat
    changes = np.flatnonzero(np.diff(is_flat))
    edges = [grid[0], grid[changes[0]], grid[changes[1] + 1], grid[-1]]
    assert widget.evaluate(f"(w) => {FLAT}") == pytest.approx(edges)


def test_at_a_corner_it_says_so(opened):
    widget = opened(Activations(show="relu"))
    said = widget.locator("[data-part='sentence']")
    type_into(widget, "x", "0")
    assert "At a corner there is no slope" in said.inner_text()
    type_into(widget, "x", "0.01")
    assert "corner" not in said.inner_text()


def test_the_code_shown_is_the_librarys(opened):
    widget = opened(Activations(show="leaky_relu"))
    code = widget.locator("[data-part='code']").inner_text().splitlines()
    assert code == [
        "leaky_relu: return np.maximum(a, LEAK * a)",
        "leaky_relu_slope: return np.where(s > 0, 1.0, LEAK)  # (A5)",
    ]


def test_what_is_wrong_is_said_and_changes_nothing(opened):
    widget = opened(Activations())
    type_into(widget, "x", "7")
    assert "a number from −5 to 5 is needed" in widget.inner_text()
    check(widget, truth_of("tanh", 0.5), least=80)


@pytest.mark.parametrize("show", ["surprise", "squared_error"])
def test_both_losses_are_numpys(opened, show):
    widget = opened(Losses(show=show, beside="surprise"))
    done = helo.predict()
    right = (done.output.probs * helo.VOCABULARY.one_hot(helo.TARGETS)).sum(axis=1)
    for x in (0.25, 0.01, 1.0):
        type_into(widget, "x", str(x))
        points = np.concatenate([[x], right])
        tables = {name: of(points) for name, of in LOSSES.items()} | {"p": points}

        def truth(name: str, t: int, index: int, tables=tables) -> float | None:
            return float(tables[name][index]) if name in tables else None

        check(widget, truth, least=15)


def test_the_surprise_of_the_letters_is_the_loss_of_h_e_l_o(opened):
    widget = opened(Losses())
    column = widget.locator("[data-part='numbers'] td[data-name='surprise']")
    found = [float(cell.get_attribute("data-value")) for cell in column.all()]
    np.testing.assert_allclose(found[1:], helo.predict().output.loss, rtol=1e-12)
