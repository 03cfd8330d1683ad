"""Blanks in Chromium: both networks train as NumPy trains them, and so do the floors."""

from itertools import islice

import numpy as np
import pytest
from host_page import write_page
from written import address_of

from unrolled.lessons.blanks import LECTURE, WAYS, Cloze
from unrolled.widgets import Blanks

CLOSE = 1e-9
SHOWN = """(w) => Object.fromEntries([...w.querySelectorAll("td[data-value]")].map(
             (el) => [[el.dataset.name, el.dataset.t, el.dataset.index].join("/"),
                      Number(el.dataset.value)]))"""
OTHERS = "very not not very"


@pytest.fixture
def opened(visit, tmp_path):
    def open_blanks(query: str = "", sentences=None):
        seen = visit(write_page(tmp_path / "page.html", Blanks(sentences)) + query)
        widget = seen.page.locator("[data-widget=blanks]")
        widget.and_(seen.page.locator("[data-trained=true]")).wait_for()
        widget.focus()
        seen.page.keyboard.press("t")
        assert seen.errors == []
        return widget

    return open_blanks


def check(widget, cloze=LECTURE, update=0, seed=0, **settings):
    """Compare what is said at every blank, and all else of the table, with NumPy's."""
    shown = widget.evaluate(SHOWN)
    for ways in WAYS:
        course = cloze.course(ways, cloze.init(ways, seed), **settings)
        now = next(islice(course, update, None))
        for (n, k), p in np.ndenumerate(now["said"]):
            assert abs(shown.pop(f"said {ways}/{n + 1}/{k}") - p) < CLOSE, (ways, n, k)
        for name in ("perplexity", "L", "floor"):
            assert abs(shown.pop(f"{name} {ways}//0") - now[name]) < CLOSE, (ways, name)
    assert shown == {}


def trained(widget):
    address_of(widget.page)  # what was asked for has begun, and stands in the address
    widget.and_(widget.page.locator("[data-trained=true]")).wait_for()


@pytest.mark.parametrize(
    "query, asked",
    [
        ("", {}),
        ("?blanks.at=200", {"update": 200}),
        ("?blanks.at=30&blanks.rate=0.3&blanks.start=2",
         {"update": 30, "learning_rate": 0.3, "seed": 2}),
    ],
)  # fmt: skip
def test_every_number_is_numpy_s(opened, query, asked):
    check(opened(query), **asked)


def test_the_keyboard_goes_through_the_training(opened):
    widget = opened()
    keys = ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowLeft")
    for key in keys:
        widget.page.keyboard.press(key)
    check(widget, update=11)
    widget.page.keyboard.press("End")
    check(widget, update=200)
    widget.page.keyboard.press("Home")
    check(widget)


def test_other_answers_move_the_floors(opened):
    """From the left "very" and "not" come twice each; the two equal sentences agree."""
    widget = opened("?blanks.at=100")
    answers = OTHERS.split()
    for n, word in enumerate(answers, start=1):
        widget.get_by_label(f"What stood in the blank of sentence {n}").select_option(
            label=word
        )
        trained(widget)
    right = np.eye(3)[LECTURE.answers.encode(answers)]
    texts = [(one.text, word) for one, word in zip(LECTURE.told, answers, strict=True)]
    shown = widget.evaluate(SHOWN)
    for ways in WAYS:
        floor = np.exp(Cloze(texts).floor(ways))
        assert abs(shown[f"floor {ways}//0"] - floor) < CLOSE
        params = LECTURE.init(ways, 0)
        still = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
        for _ in range(100):
            settings = {"learning_rate": 0.1, "momentum": 0.9}
            now = LECTURE.update(ways, params, still, right, **settings)["next"]
            params, still = ({k: now[f"{k}_next"] for k in of} for of in (params, still))
        for (n, k), p in np.ndenumerate(LECTURE.fill(ways, params)):
            assert abs(shown[f"said {ways}/{n + 1}/{k}"] - p) < CLOSE
    assert "2 changes" in widget.inner_text()  # two stay as they were
    assert "blanks.right=2.1.1.2" in address_of(widget.page)
    widget.get_by_role("button", name="Reset").click()
    trained(widget)
    check(widget)


def test_sentences_of_a_reader(opened):
    pets = [("The _ barks, <b>loudly</b>.", "dog"), ("The _ meows.", "cat")]
    widget = opened("?blanks.at=50", pets)
    assert "<b>loudly</b>." in widget.locator("[data-part=sentences]").inner_text()
    check(widget, Cloze(pets), update=50)


def test_the_largest_rate_gives_numbers(opened):
    widget = opened("?blanks.rate=2&blanks.at=200")
    assert np.isfinite(widget.evaluate(SHOWN)["L 1//0"])
