"""WordSpace in Chromium: words move as NumPy moves them, also from where they are put."""

from itertools import islice
from urllib.parse import parse_qs

import numpy as np
import pytest
from host_page import write_page
from written import address_of

from unrolled import word_space
from unrolled.widgets import WordSpace

CLOSE = 1e-9
SHOWN = """(w) => Object.fromEntries([...w.querySelectorAll("td[data-value]")].map(
             (el) => [[el.dataset.name, el.dataset.t, el.dataset.index].join("/"),
                      Number(el.dataset.value)]))"""


@pytest.fixture
def opened(visit, tmp_path):
    def open_space(query: str = "", width: int = 1280, way: str = "factorise"):
        seen = visit(
            write_page(tmp_path / "page.html", WordSpace(way)) + query, width=width
        )
        widget = seen.page.locator("[data-widget=wordspace]")
        trained(widget)
        widget.focus()
        seen.page.keyboard.press("t")
        assert seen.errors == []
        return widget

    return open_space


def trained(widget):
    address_of(widget.page)  # what was asked for has begun, and stands in the address
    widget.and_(widget.page.locator("[data-trained=true]")).wait_for()


def check(widget, update=0, moved=(), way="factorise", window=2, size=2, **settings):
    """Compare every number of the table with NumPy's; `moved` has (word, update, x, y)."""
    params, loss = reached(update, moved, way, window, size, **settings)
    shown = widget.evaluate(SHOWN)
    for name, table in params.items():
        for (k, i), x in np.ndenumerate(table):
            assert abs(shown.pop(f"{name}/{k}/{i}") - x) < CLOSE, (name, k, i)
    assert abs(shown.pop("loss//0") - loss) < CLOSE
    floor = word_space.floor(way, window, size)
    assert abs(shown.pop("floor//0") - floor) < CLOSE
    assert not any(shown.values()), "numbers that a smaller size does without"


def reached(update, moved, way, window, size, merge="mean", seed=0, **settings):
    """Train with NumPy, and put words elsewhere on the way."""
    if not moved:
        course = word_space.course(way, window, merge, seed, size, **settings)
        return next(islice(course, update, None))
    params, known = word_space.start(way, seed, size), word_space.given(way, window)
    chosen = {"learning_rate": word_space.RATES[way], "momentum": word_space.MOMENTUM}
    still = {f"u_{k}": np.zeros_like(p) for k, p in params.items()}
    divided = word_space.embeddings.MERGES[merge]
    for n in range(update + 1):
        for k, _, x, y in (one for one in moved if one[1] == n):
            params["E"] = params["E"].copy()
            params["E"][k] = x, y
        now = word_space.update(params, still, known, divided, **(chosen | settings))
        loss, before = now["loss"], params
        params = {k: now["next"][f"{k}_next"] for k in params}
        still = {k: now["next"][f"{k}_next"] for k in still}
    return before, loss


@pytest.mark.parametrize(
    "query, asked",
    [
        ("", {}),
        ("?wordspace.at=600&wordspace.seed=2", {"update": 600, "seed": 2}),
        ("?wordspace.at=90&wordspace.size=1", {"update": 90, "size": 1}),
        ("?wordspace.at=90&wordspace.size=4", {"update": 90, "size": 4}),
        ("?wordspace.way=skip_gram&wordspace.at=70&wordspace.rate=0.1",
         {"way": "skip_gram", "update": 70, "learning_rate": 0.1}),
        ("?wordspace.way=cbow&wordspace.window=1&wordspace.merge=sum&wordspace.at=40",
         {"way": "cbow", "window": 1, "merge": "sum", "update": 40}),
    ],
)  # fmt: skip
def test_every_number_is_numpy_s(opened, query, asked):
    check(opened(query), **asked)


def test_the_switches_train_anew(opened):
    widget = opened("?wordspace.at=30")
    for name, kind, asked in (
        ("skip-gram", "way", {"way": "skip_gram"}),
        ("1", "window", {"way": "skip_gram", "window": 1}),
        ("CBOW", "way", {"way": "cbow", "window": 1}),
        ("word2vec", "merge", {"way": "cbow", "window": 1, "merge": "word2vec"}),
    ):
        buttons = widget.locator(f"button[data-name={kind}]")
        buttons.get_by_text(name, exact=True).click()
        trained(widget)
        check(widget, 30, **asked)
    widget.page.keyboard.press("r")
    trained(widget)
    check(widget)


def test_the_keyboard_goes_through_the_training(opened):
    widget = opened()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowLeft"):
        widget.page.keyboard.press(key)
    check(widget, 11)
    widget.page.keyboard.press("End")
    check(widget, 600)
    widget.page.keyboard.press("Home")
    check(widget)


def test_typed_numbers_move_a_word_and_training_goes_on_from_there(opened):
    widget = opened("?wordspace.at=50&wordspace.word=11")
    words = word_space.VOCABULARY.words
    field = widget.locator("input[data-name=first]")
    field.fill("far")
    field.press("Enter")
    assert "a number from −100 to 100 is needed" in widget.inner_text()
    field.fill("0,5")
    widget.locator("input[data-name=second]").fill("-1")
    field.press("Enter")
    trained(widget)
    moved = [(11, 50, 0.5, -1.0)]
    check(widget, 50, moved)
    widget.get_by_role("button", name="After training").click()
    check(widget, 600, moved)
    widget.page.wait_for_url("**wordspace.moved=11:50:0.5:-1*")
    assert words[11] in widget.get_by_label("The word whose").inner_text()
    again = opened("?wordspace.at=60&wordspace.moved=11:50:0.5:-1,3:60:1:1")
    check(again, 60, [*moved, (3, 60, 1.0, 1.0)])


def test_arrows_and_a_pointer_move_a_word(opened):
    widget = opened("?wordspace.at=20&wordspace.word=9")
    page = widget.page
    knob = widget.locator("[data-name=word][data-index='9']")
    before = knob.bounding_box()
    knob.focus()
    page.keyboard.press("Shift+ArrowUp")
    trained(widget)
    assert knob.bounding_box()["y"] < before["y"]
    widget.focus()
    page.keyboard.press("Home")
    box = widget.locator("[data-name=word][data-index='4']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=3)
    page.mouse.up()
    trained(widget)
    [moved] = parse_qs(address_of(page)[1:])["wordspace.moved"]
    k, n, *place = moved.split(",")[-1].split(":")
    assert (k, n) == ("4", "0"), "what came after that update never was"
    check(widget, 0, [(4, 0, *map(float, place))])


def test_of_close_points_the_nearest_is_meant(opened):
    """Points reach far, for fingers; the reach of one must not hide another."""
    widget = opened("?wordspace.at=600")
    for k in (3, 6, 9):
        circle = widget.locator(f"[data-name=word][data-index='{k}'] > .u-grip")
        circle.click(force=True)
        chosen = int(widget.locator("select[data-name=chosen]").input_value())
        places = word_space.course("factorise")
        E = next(islice(places, 600, None))[0]["E"]
        np.testing.assert_allclose(E[chosen], E[k], atol=1e-3)


def test_a_factorisation_comes_back_to_its_floor(opened):
    widget = opened("?wordspace.at=600&wordspace.moved=0:100:3:3")
    floor = word_space.floor("factorise")
    assert abs(widget.evaluate(SHOWN)["loss//0"] - floor) < 1e-6
