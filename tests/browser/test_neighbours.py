"""Neighbours in Chromium: every cosine is the library's, also of an analogy."""

import pytest

from unrolled import near_words, nearness
from unrolled.widgets import Neighbours

CLOSE = 1e-12
LISTED = """(w) => [...w.querySelectorAll(".u-near-list li")].map((li) => [
    li.querySelector("button").textContent,
    Number(li.querySelector("[data-name=cosine]").dataset.value)])"""


@pytest.fixture
def opened(shown):
    return lambda query="": shown(Neighbours(), query)


def check(widget, ranked):
    found = widget.evaluate(LISTED)
    assert [word for word, _ in found] == [word for word, _ in ranked[:8]]
    for (_, shown), (_, cosine) in zip(found, ranked, strict=False):
        assert abs(shown - cosine) < CLOSE


def near(word):
    known = near_words.learned()
    return nearness.neighbours(known.E, known.words, word, count=8)


def typed(widget, name, text):
    field = widget.locator(f"[data-name={name}]")
    field.fill(text)
    field.press("Enter")


def test_the_nearest_words_are_the_library_s(opened):
    widget = opened()
    check(widget, near("ball"))
    assert "keep all of them 1.414" in widget.locator(".u-say").inner_text()
    typed(widget, "word", " Bridge ")
    check(widget, near("bridge"))
    first = near("bridge")[0][0]
    widget.get_by_role("button", name=first, exact=True).click()
    check(widget, near(first))
    widget.focus()
    widget.page.keyboard.press("2")
    check(widget, near(near(first)[1][0]))
    widget.page.keyboard.press("r")
    check(widget, near("ball"))


def test_a_word_that_was_not_learned_is_answered_in_words(opened):
    widget = opened("?neighbours.word=<b>x</b>")
    check(widget, near("ball"))
    typed(widget, "word", "ballista")
    said = widget.get_by_role("alert").inner_text()
    count = len(near_words.learned().words)
    assert f"“ballista” is not among the {count} words" in said
    assert "There are ball" in said
    check(widget, near("ball"))
    typed(widget, "word", "\ufeffba\u200bll\u202c")  # as copied from a page
    assert widget.locator("[role=alert]").text_content() == ""
    typed(widget, "word", "<i>")
    assert "“<i>” is not among" in widget.get_by_role("alert").inner_text()


def test_an_analogy_says_who_is_really_nearest(opened):
    known = near_words.learned()
    widget = opened("?neighbours.way=analogy")
    check(widget, nearness.analogy(known.E, known.words, "ball", "thrown", "car"))
    for name, word in zip("abc", ("find", "determine", "."), strict=True):
        typed(widget, name, word)
    asked = known.E, known.words, "find", "determine", "."
    check(widget, nearness.analogy(*asked))
    widget.get_by_label("leave these three out").uncheck()
    ranked = nearness.analogy(*asked, exclude=False)
    check(widget, ranked)
    said = widget.locator(".u-say").inner_text()
    assert f"Nearest of all is “{ranked[0][0]}”, which was given" in said
