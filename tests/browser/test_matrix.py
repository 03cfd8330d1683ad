"""The matrix of a Tape with attention: NumPy's numbers, row by row, forward and back."""

import numpy as np
import pytest
from accessible import violations
from settled import settle
from test_widgets import press

from unrolled import Tape, five_words, helo, lstm, reversing, translation

NETWORK, PARAMS = reversing.models()["clear"], reversing.weights("clear")
CELLS = """found => found.map(({ dataset: d }) =>
    [d.name, Number(d.t), Number(d.index), Number(d.value)])"""
# The row with the ring, from 1; 0 if there is none.
LIT = """(m) => Number(m.querySelector("i.u-ring")?.style.gridRowStart ?? 0)"""


def program(params=PARAMS):
    word = helo.VOCABULARY, "helo", "oleh", params
    return translation.program(NETWORK, *word, backward=True)


def matrix(widget):
    return widget.locator("[data-part=matrix]")


def check(widget, recorded, name, steps):
    """Compare all numbers with the recording's; they are those of `steps`."""
    found = matrix(widget).locator(".u-cell[data-value]").evaluate_all(CELLS)
    assert [(n, t, e) for n, t, e, _ in found] == [
        (name, t, e) for t in steps for e in range(len(recorded.value(name, steps[0])))
    ]
    values = np.concatenate([recorded.value(name, t) for t in steps])
    np.testing.assert_allclose([x for *_, x in found], values, rtol=1e-9, atol=1e-12)


def test_rows_come_as_the_decoder_goes_and_their_gradients_as_it_comes_back(shown):
    recorded = program()
    gradient = recorded.data["symbols"]["alpha"]["gradient"]
    widget = shown(Tape(recorded), "?tape.at=alpha7")
    check(widget, recorded, "alpha", [5, 6, 7])
    assert matrix(widget).evaluate(LIT) == 3
    heads = matrix(widget).locator(".u-heads span").all_inner_texts()
    rows = matrix(widget).locator(".u-letters span").all_inner_texts()
    assert "".join(heads) == "helo" and "".join(rows) == "oleh"
    widget.focus()
    widget.page.keyboard.press("b")  # the same place of the way back
    check(widget, recorded, gradient, [7, 8])
    widget.page.keyboard.press("End")
    check(widget, recorded, gradient, [5, 6, 7, 8])
    widget.page.keyboard.press("Home")
    assert matrix(widget).locator(".u-cell[data-value]").count() == 0
    assert matrix(widget).evaluate(LIT) == 0, "an encoder looks at nothing"


def test_small_gradients_are_written_so_that_they_can_be_read(shown):
    recorded = program()
    widget = shown(Tape(recorded), "?tape.at=dalpha5")
    cells = matrix(widget).locator(".u-cell[data-value]")
    largest = max(cells.all_inner_texts(), key=lambda x: abs(float(x.replace("−", "-"))))
    assert sum(x in "123456789" for x in largest) >= 2


def test_a_click_spells_a_number_out_and_an_edit_changes_it(shown):
    widget = shown(Tape(program()), "?tape.at=alpha8&tape.set=A:0:0.9")
    changed = PARAMS | {"A": PARAMS["A"].copy()}
    changed["A"].flat[0] = 0.9
    check(widget, program(changed), "alpha", [5, 6, 7, 8])
    tick = widget.get_attribute("data-tick")
    cell = matrix(widget).locator(".u-cell[data-t='5'][data-index='3']")
    line = widget.locator("[data-part=arithmetic]")
    value = float(cell.get_attribute("data-value"))
    cell.click()
    assert widget.get_attribute("data-tick") == tick
    assert f"{value:.6f}" in line.inner_text()
    cell.focus()
    widget.page.keyboard.press("ArrowLeft")
    widget.page.keyboard.press("Enter")
    assert widget.locator(":focus").get_attribute("data-index") == "2"


def test_any_program_that_says_what_looks_has_one_and_others_have_none(shown):
    recorded = five_words.program(causal=True)
    widget = shown(Tape(recorded), "?tape.at=alpha4")
    check(widget, recorded, "alpha", [1, 2, 3, 4])
    heads = matrix(widget).locator(".u-heads span").all_inner_texts()
    assert heads == ["this", "phone", "is", "no", "_"]
    assert matrix(shown(Tape(helo.program(cell=lstm)))).count() == 0


# How far a part stands out of the window and of its widget; its smallest letters.
PLACE = """(m) => { const box = m.getBoundingClientRect(), w = m.closest("[data-widget]");
  const texts = [...m.querySelectorAll("span, button")].filter((el) => el.textContent);
  return { wide: document.documentElement.scrollWidth - innerWidth,
    right: box.right - w.getBoundingClientRect().right, more: m.scrollWidth - m.clientWidth,
    high: m.scrollHeight - m.clientHeight, bottom: box.bottom - innerHeight,
    least: Math.min(...texts.map((el) => parseFloat(getComputedStyle(el).fontSize))) }; }"""


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_has_room_in_every_window(shown, width):
    widget = shown(Tape(program()), "?tape.at=alpha8")
    page = widget.page
    page.set_viewport_size({"width": width, "height": 900})
    for _ in ("forward", "back"):
        settle(page)
        found = matrix(widget).evaluate(PLACE)
        assert max(found[side] for side in ("wide", "right", "more", "high")) <= 0, found
        assert found["least"] >= 11.95, found
        assert violations(page, "narrow" if width < 400 else "light") == []
        press(widget, "b")


def test_it_is_seen_when_presented(shown):
    widget = shown(Tape(program()), "?tape.at=alpha7&tape.present=1")
    for width, height in ((1024, 768), (1280, 720), (1920, 1080)):
        widget.page.set_viewport_size({"width": width, "height": height})
        settle(widget.page)
        found = matrix(widget).evaluate(PLACE)
        assert max(found[side] for side in ("right", "more", "high", "bottom")) <= 0, found
        assert found["least"] >= 15.95
