"""Documents in Chromium: every number is NumPy's, after any edit."""

import numpy as np
import pytest
from host_page import write_page
from written import address_of

from unrolled.lessons.reviews import REVIEWS, SWITCHES, found, program
from unrolled.text.documents import bags_of_words
from unrolled.widgets import Documents

CLOSE = 1e-12
SHOWN = """(w) => Object.fromEntries([...w.querySelectorAll("td[data-value]")].map(
             (el) => [[el.dataset.name, el.dataset.t, el.dataset.index].join("/"),
                      Number(el.dataset.value)]))"""
VOCABULARY, COUNTS = bags_of_words(REVIEWS)


@pytest.fixture
def opened(visit, tmp_path):
    def open_documents(query: str = "", *documents):
        seen = visit(write_page(tmp_path / "page.html", Documents(*documents)) + query)
        widget = seen.page.locator("[data-widget=documents][data-ready]")
        widget.focus()
        seen.page.keyboard.press("t")
        assert seen.errors == []
        return widget

    return open_documents


def check(widget, counts=COUNTS, query="good phone", **switches):
    shown = widget.evaluate(SHOWN)
    ons = {name: float(switches.get(name, 0)) for name in SWITCHES}
    asked = bags_of_words([query], VOCABULARY).counts[0]
    expected = found(counts, asked, **ons)
    for (n, k), x in np.ndenumerate(expected["tf_idf"]):
        assert abs(shown[f"tf_idf/{n + 1}/{k}"] - x) < CLOSE, (n, k)
    for name in ("holding", "idf", "asked", "cosines"):
        for k, x in enumerate(expected[name]):
            assert abs(shown[f"{name}//{k}"] - x) < CLOSE, (name, k)


def set_count(widget, name, entry, text):
    field = widget.locator(f"input[data-name={name}][data-index='{entry}']")
    field.fill(text)
    field.press("Enter")


def test_every_number_is_numpy_s(opened):
    check(opened())
    np.testing.assert_allclose(
        program().value("cosines"), [0.139, 0.846, 0.111, 0.055], atol=5e-4
    )


def test_any_count_can_be_changed(opened):
    widget = opened()
    counts = COUNTS.copy()
    for n, word, x in ((0, "good", 3), (3, "not", 0), (2, "okay", 0)):
        k = VOCABULARY.index(word)
        set_count(widget, "counts", n * len(VOCABULARY) + k, str(x))
        counts[n, k] = x
    check(widget, counts)  # "okay" is in no document any more: it weighs nothing
    assert "3 changes" in widget.inner_text()
    again = opened(address_of(widget.page))
    check(again, counts)
    again.get_by_role("button", name="Reset").click()
    check(again)


@pytest.mark.parametrize("on", [*SWITCHES, "all"])
def test_the_switches_are_those_of_libraries(opened, on):
    widget = opened()
    ons = SWITCHES if on == "all" else (on,)
    for name in ons:
        widget.locator(f"input[type=checkbox][data-name={name}]").check()
    check(widget, **dict.fromkeys(ons, 1))


def test_a_query_in_words(opened):
    widget = opened()
    field = widget.locator("input[data-name=question]")
    field.fill("Is it NOT okay, or <b>not</b>?")
    field.press("Enter")
    check(widget, query="is not okay not")
    assert "in no document: it, or, b" in widget.inner_text()
    field.fill("zebra")
    field.press("Enter")
    assert "No document holds a word of the query" in widget.inner_text()
    check(widget, query="zebra")
    first = opened().locator("input[data-name=question]").input_value()
    again = opened("?documents.query=0*2")
    twice = again.locator("input[data-name=question]")
    assert twice.input_value().split().count(VOCABULARY[0]) == 2
    again.get_by_role("button", name="Reset").click()
    assert twice.input_value() == first


def test_what_is_no_count_is_refused(opened):
    widget = opened()
    for text in ("-1", "1.5", "many", "100"):
        set_count(widget, "counts", 0, text)
        field = widget.locator("input[data-name=counts][data-index='0']")
        assert field.get_attribute("aria-invalid") == "true"
        check(widget)


def test_a_damaged_link_opens_the_start(opened):
    check(opened("?documents.counts=999*3&documents.query=x"))
