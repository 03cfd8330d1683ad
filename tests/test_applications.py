"""Applications that the lectures name: each has a shape, and each choice its answer."""

import pytest

from unrolled.lessons.applications import APPLICATIONS, many
from unrolled.models.shapes import SHAPES
from unrolled.widgets import Sorter

every_application = pytest.mark.parametrize("name", APPLICATIONS)


def test_every_shape_has_its_applications():
    used = [shape for one in APPLICATIONS.values() for shape in one.shapes]
    assert set(used) == set(SHAPES)


@every_application
def test_every_choice_is_answered_and_only_what_fits_is_right(name):
    one = APPLICATIONS[name]
    answers = {shape: one.said_to(shape) for shape in SHAPES}
    assert [shape for shape, (right, _) in answers.items() if right] == sorted(
        one.shapes, key=list(SHAPES).index
    )
    assert all(8 < len(why) < 165 for _, why in answers.values())
    assert {many(shape) for shape in one.shapes} == {many(one.shapes[0])}


@every_application
def test_only_many_to_many_depends_on_when(name):
    one = APPLICATIONS[name]
    assert bool(one.when) == (many(one.shapes[0]) == (True, True))


def test_a_hint_names_what_was_overlooked():
    _, why = APPLICATIONS["sentiment"].said_to("one to many")
    assert why.startswith("many things are read (") and "one thing is said (" in why
    _, why = APPLICATIONS["names"].said_to("many to many, unaligned")
    assert why == APPLICATIONS["names"].when


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="shape is 'many'; it must be one of"):
        APPLICATIONS["music"].said_to("many")


def test_the_widget_has_all_of_them_and_prints_no_answer():
    widget = Sorter()
    assert {one["name"] for one in widget.examples} == set(APPLICATIONS)
    shapes = [APPLICATIONS[one["name"]].shapes[0] for one in widget.examples]
    assert all(len(set(shapes[n : n + 3])) > 1 for n in range(len(shapes) - 2))
    for one in APPLICATIONS.values():
        assert not one.when or one.when not in widget.figure()
