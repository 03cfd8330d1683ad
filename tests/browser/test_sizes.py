"""The calculator of sizes in Chromium; every count beside the library's."""

import pytest

from unrolled import sizes
from unrolled.widgets import Sizes


@pytest.fixture
def opened(shown):
    return lambda query="": shown(Sizes(), query)


def value(widget, name, index=0):
    place = widget.locator(f".u-body span[data-name={name}][data-index='{index}']")
    return float(place.get_attribute("data-value"))


def check(widget, count):
    for name in ("W", "U", "V", "b", "c", "total"):
        assert value(widget, name) == getattr(count, name)
    for index, share in enumerate(count.shares):
        assert value(widget, "shares", index) == share


def test_the_calculator_counts_as_the_library_does(opened):
    widget = opened()
    assert value(widget, "total") == 5_300_000
    widget.get_by_label("input size D").fill("7")
    widget.get_by_label("hidden units H").fill("11")
    widget.get_by_label("vocabulary K").fill("1,300")
    widget.get_by_label("with biases").check()
    check(widget, sizes.parameter_count(7, 11, 1300))
    assert "4 changes" in widget.locator(".u-chip-text").inner_text()


def test_a_preset_sets_all_sizes(opened):
    widget = opened()
    widget.get_by_role("button", name="h-e-l-o").click()
    assert value(widget, "total") == sizes.parameter_count(**sizes.HELO).total
    assert widget.get_by_label("vocabulary K").input_value() == "4"


def test_a_link_opens_its_sizes_and_reset_leaves_them(opened):
    widget = opened("?sizes.H=11&sizes.K=1300&sizes.biases=1&sizes.D=0")
    check(widget, sizes.parameter_count(sizes.LECTURE["D"], 11, 1300))
    widget.press("r")
    check(widget, sizes.parameter_count(**sizes.LECTURE, biases=False))
    assert widget.get_by_label("vocabulary K").input_value() == "10,000"


@pytest.mark.parametrize("wrong", ["", "0", "-3", "2.5", "many", "1000001"])
def test_a_size_that_is_none_is_explained_and_changes_nothing(opened, wrong):
    widget = opened()
    field = widget.get_by_label("hidden units H")
    field.fill(wrong)
    alert = widget.get_by_role("alert").inner_text()
    assert alert.startswith("H must be a whole number from 1 to 1,000,000")
    assert wrong in alert
    assert field.get_attribute("aria-invalid") == "true"
    assert value(widget, "total") == 5_300_000
