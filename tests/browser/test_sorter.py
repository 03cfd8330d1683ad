"""The sorter as a reader uses it: every choice is answered with what the library says."""

from unrolled.lessons.applications import APPLICATIONS
from unrolled.models.shapes import SHAPES
from unrolled.widgets import Sorter

NAMES = list(SHAPES)


def said(widget):
    return widget.locator("[data-part=sentence]").inner_text()


def test_all_can_be_sorted_with_keys_alone(shown):
    widget = shown(Sorter())
    widget.focus()
    for example in Sorter().examples:
        one = APPLICATIONS[example["name"]]
        right, why = one.said_to(one.shapes[0])
        widget.page.keyboard.press(str(NAMES.index(one.shapes[0]) + 1))
        if "All 20" not in said(widget):
            assert right and f"✓ Yes: {why}." in said(widget)
        widget.page.keyboard.press("ArrowRight")
    assert "All 20 are sorted, with 0 wrong choices" in said(widget)
    assert widget.locator("[data-verdict=true]").count() == len(APPLICATIONS)


def test_a_wrong_choice_is_answered_and_counted(shown):
    widget = shown(Sorter())
    widget.get_by_role("button", name="sentiment").click()
    for shape in ("one to many", "many to many, aligned"):
        widget.get_by_role("button", name=shape).click()
        _, why = APPLICATIONS["sentiment"].said_to(shape)
        assert f"✗ Not this one: {why}. 0 of 20" in said(widget)
    widget.page.wait_for_url("**sorter.missed=2**")
    widget.get_by_role("button", name="many to one").click()
    assert "✓ Yes" in said(widget)
    widget.focus()
    widget.page.keyboard.press("r")
    widget.page.wait_for_url(lambda url: "sorter." not in url)


def test_both_shapes_of_spelling_are_right(shown):
    widget = shown(Sorter(), "?sorter.at=15")
    for shape in NAMES[3:]:
        widget.get_by_role("button", name=shape).click()
        assert "✓ Yes" in said(widget)
