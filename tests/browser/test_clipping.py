"""The numbers of the Clipping widget are NumPy's, in all three views, after edits too."""

import json
from functools import partial

import numpy as np
import pytest

from unrolled import cliff, helo
from unrolled.lessons.clips import both_clips, updated
from unrolled.widgets import Clipping


@pytest.fixture
def opened(shown):
    return partial(shown, Clipping())


def table(widget):
    """Numbers of the open table: name → {(time, place): number}."""
    widget.focus()
    widget.page.keyboard.press("t")
    cells = widget.evaluate(
        """(w) => JSON.stringify([...w.querySelectorAll(".u-drawer [data-value]")].map(
             ({ dataset: d }) => [d.name, d.t, d.index, d.value]))"""
    )
    return {
        (name, int(t or 0), int(k)): float(value) for name, t, k, value in json.loads(cells)
    }


@pytest.mark.parametrize(
    ("g", "limit", "longest"),
    [((3, 1), 1, 1), ((-2.5, 0.4), 0.5, 2), ((0.3, 0.1), 1, 1), ((0, 0), 1, 1)],
)
def test_the_plane_shows_numpys_clips(opened, g, limit, longest):
    query = f"?clipping.plane-g={g[0]},{g[1]}"
    query += f"&clipping.plane-limit={limit}&clipping.plane-longest={longest}"
    shown = table(opened(query))
    expected = both_clips(np.array(g, float), float(limit), float(longest))
    for name, value in expected.items():
        for k, x in enumerate(np.atleast_1d(value)):
            assert shown[name, 0, k] == pytest.approx(float(x), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("start", [cliff.START, (1.0, 0.5)])
def test_the_cliff_shows_numpys_paths(opened, start):
    u, b = start
    shown = table(opened(f"?clipping.view=cliff&clipping.cliff-u={u}&clipping.cliff-b={b}"))
    for way, name in zip(cliff.WAYS, ("free", "by_norm", "by_value"), strict=True):
        for n, (u, b) in enumerate(cliff.path(way, start)):
            # the wall multiplies what the last bits differ by
            assert shown[f"{name}.u", n, 0] == pytest.approx(u, rel=1e-4, abs=1e-6)
            assert shown[f"{name}.b", n, 0] == pytest.approx(b, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(("rate", "longest"), [(2.0, 1.0), (0.3, 0.5)])
def test_the_run_is_numpys(opened, rate, longest):
    query = "?clipping.view=run"
    query += f"&clipping.run-learning_rate={rate}&clipping.run-max_norm={longest}"
    shown = table(opened(query))
    params = helo.parameters()
    for n in range(201):
        told = updated(params, rate, longest)
        if n % 10 == 0:
            for name in ("L", "norm", "clipped_norm"):
                assert shown[f"clipped.{name}", n, 0] == pytest.approx(
                    float(told[name]), rel=1e-6
                )
        params = {name: told[f"{name}_next"] for name in params}


def test_the_gradient_can_be_dragged_and_moved_by_keys(opened):
    widget = opened()
    knob = widget.locator("g[data-name='g']")
    box = knob.bounding_box()
    mouse = widget.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] - 60, box["y"] - 20, steps=4)
    mouse.up()
    dragged = float(knob.get_attribute("data-value"))
    assert dragged < 3
    knob.press("ArrowRight")
    assert float(knob.get_attribute("data-value")) == pytest.approx(dragged + 0.1)


def test_keys_go_through_views_and_steps(opened):
    widget = opened()
    for key in ("2", "Home", "ArrowRight", "ArrowRight"):
        widget.press(key)
    assert "Step 2." in widget.locator("[data-part='sentence']").inner_text()
    widget.press("3")
    assert "Update 200" in widget.locator("[data-part='sentence']").inner_text()


def test_an_unknown_view_is_refused():
    with pytest.raises(ValueError, match=r"'side'.*'plane', 'cliff', 'run'"):
        Clipping(view="side")
