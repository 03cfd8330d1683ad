"""Shapes and folding in Chromium: switches are edits, and folding changes no number."""

import numpy as np

from unrolled import Shapes, Tape, helo, language_model, rnn, sequence_programs, shapes
from unrolled.models.shapes import SHAPES

CLOSE = 1e-9
PARAMS = language_model.init(rnn, 0, 4, 3)
XS, YS = map(helo.VOCABULARY.encode, (sequence_programs.READ, sequence_programs.SAID))
ROWS = """(w) => ["reads", "says"].map((row) =>
            [...w.querySelectorAll(`[data-row=${row}] button`)].map(
              (el) => Number(el.dataset.value)))"""
LOSSES = """(w) => [...w.querySelectorAll(".u-diagram [data-name=loss]")].map(
              (el) => [Number(el.dataset.value),
                       el.closest(".u-tile").classList.contains("u-off")])"""
SEEN = """(w) => [...w.querySelectorAll(".u-diagram .u-tile")].filter(
            (el) => el.getClientRects().length).length"""


def total(widget):
    text = widget.locator("[data-part=sentence]").inner_text()
    return text.split("=")[1].split()[0]


def check(widget, reads, says):
    done = shapes.run(rnn, PARAMS, XS, YS, reads, says)
    assert widget.evaluate(ROWS) == [list(reads), list(says)]
    losses, off = zip(*widget.evaluate(LOSSES), strict=True)
    assert np.abs(np.array(losses) - done.output.loss).max() < CLOSE
    assert [not hidden for hidden in off] == [bool(on) for on in says]
    assert total(widget) == f"{done.L:.3f}"


def test_a_list_and_sixteen_switches_make_the_shapes(shown):
    widget = shown(Shapes(), "?shapes.shape=many+to+one&shapes.at=L")
    check(widget, *SHAPES["many to one"])
    choose = widget.get_by_label("Shape of the task")
    for name, shape in SHAPES.items():
        choose.select_option(name)
        check(widget, *shape)
    widget.get_by_label("step 8 reads").click()
    assert choose.input_value() == "your own"
    check(widget, (1, 1, 1, 1, 0, 0, 0, 1), SHAPES["many to many, unaligned"].says)
    widget.get_by_role("button", name="Reset").click()
    check(widget, *SHAPES["many to many, aligned"])


def test_the_switches_take_the_keyboard_and_stand_in_the_address(shown):
    widget = shown(Shapes(), "?shapes.at=L")
    page = widget.page
    widget.get_by_label("step 1 says").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    check(widget, SHAPES["many to one"].reads, (1, 0, 1, 1, 0, 0, 0, 0))
    page.wait_for_function("location.search.includes('says2:0:0')")


def test_a_folded_tape_shows_one_step_and_the_same_numbers(shown):
    widget = shown(Tape(helo.program(backward=True), folding=True), "?tape.at=a2")
    said = widget.locator("[data-part=sentence]").inner_text()
    assert widget.evaluate(SEEN) == 8
    widget.get_by_role("button", name="folded", exact=True).click()
    assert widget.evaluate(SEEN) == 2
    assert widget.locator("[data-part=sentence]").inner_text() == said
    widget.page.wait_for_function("location.search.includes('fold=1')")
    widget.get_by_role("button", name="unfolded").click()
    assert widget.evaluate(SEEN) == 8
