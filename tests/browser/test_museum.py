"""Museum in Chromium: curves, bets and what is told after them, for every exhibit."""

import numpy as np

from unrolled import exhibits
from unrolled.widgets import Museum

SHOWN = [*exhibits.exhibits().values()]
WORDS = {
    "same": "one line",
    "among": "nobody can tell",
    "better": "looks better",
    "worse": "can be seen",
}


def press(widget, *keys):
    widget.focus()
    for key in keys:
        widget.page.keyboard.press(key)


def curve(widget, name):
    cells = widget.locator(f"td[data-name='{name}']")
    return cells.evaluate_all("found => found.map((td) => Number(td.dataset.value))")


def test_every_exhibit_tells_what_was_measured(shown):
    widget = shown(Museum())
    press(widget, "t")
    for n, one in enumerate(SHOWN, start=1):
        assert one.bug.title in widget.inner_text()
        told = widget.locator(".u-museum-told")
        assert not told.is_visible()
        both = [curve(widget, name) for name in "AB"]
        press(widget, "2")
        assert told.is_visible()
        assert WORDS[one.verdict] in told.inner_text()
        assert one.found_by in told.inner_text()
        wrong = widget.locator(".u-say b").inner_text()
        np.testing.assert_array_equal(both["AB".index(wrong)], one.wrong)
        np.testing.assert_array_equal(both["BA".index(wrong)], one.right)
        for module, right, bad in [(e.module, e.right, e.wrong) for e in one.bug.edits]:
            text = widget.locator(".u-museum-edits").evaluate("(el) => el.textContent")
            assert all(part in text for part in (module.split(".")[-1], right, bad))
        links = widget.locator(".u-museum-threads a").evaluate_all(
            "found => found.map((a) => a.getAttribute('href'))"
        )
        threads = [link for said in one.bug.published for link in exhibits.threads(said)]
        assert links == [address for _, address in threads if address]
        if n < len(SHOWN):
            press(widget, "ArrowRight")
    won = sum(one["wrong"] == "B" for one in Museum().exhibits)
    assert f"won: {won} of {len(SHOWN)};" in widget.inner_text()
    assert 10 < won < 20, "no letter is the better bet"


def test_who_says_that_nobody_can_tell_bets_on_no_curve(shown):
    widget = shown(Museum("z_flipped"), "?museum.hide=")
    press(widget, "3")
    assert "is the wrong one. No bet on a curve yet." in widget.inner_text()
    press(widget, "ArrowLeft", "ArrowLeft")
    assert widget.locator(".u-museum-told").is_hidden()
    widget.page.wait_for_url("**museum.shown=**")


def test_what_was_unfolded_stays_so_when_a_bet_is_made(shown):
    widget = shown(Museum("z_flipped"))
    widget.locator("summary").click()
    press(widget, "1")
    assert widget.locator("details[open]").count() == 1
    widget.locator("select").select_option("1")
    assert widget.locator("details").count() == 0
    assert "missing transpose" in widget.locator("option:checked").inner_text()
