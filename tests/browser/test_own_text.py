"""Your own text in Chromium: it learns, waits, goes back, and says what it cannot do."""

import json
import re

import numpy as np
import pytest
from host_page import write_page

from unrolled import Vocabulary, gru, language_model, own_text, rnn, write
from unrolled.training import checkpoints
from unrolled.widgets import OwnText, Tape

TEXT = "to be, or not to be: that is the question.\n" * 24
OTHER = "Ein Mops kam in die Küche – und stahl. " * 12


@pytest.fixture
def own(visit, tmp_path):
    """Open a page of the widget alone; nothing may be asked of other machines."""
    start = {"cell": "gru", "hidden_size": 16}
    seen = visit(write_page(tmp_path / "page.html", OwnText(TEXT, **start)))
    yield seen.page.locator("[data-widget=own_text]")
    assert seen.errors == [] and seen.foreign == []


def learned(widget, updates=100):
    """Learn for a while, and rest."""
    widget.locator(".u-next").click()
    widget.page.wait_for_function(
        "n => Number(document.querySelector('[data-widget]').dataset.update) >= n",
        arg=updates,
    )
    widget.locator(".u-next").click()
    widget.and_(widget.page.locator("[data-running=false]")).wait_for()


def saved(widget, path):
    with widget.page.expect_download() as done:
        widget.get_by_role("button", name="Save this training").click()
    done.value.save_as(path)
    return path


def says(widget, part):
    return widget.locator(f"[data-part={part}]").inner_text()


def fill(widget, text):
    """Put a text there, and wait until it is read."""
    widget.locator("[data-name=text]").fill(text)
    widget.locator(f"[data-part=source][data-letters='{len(text)}']").wait_for()


def hand(widget, name, body, part="files"):
    """Open a file with the button of a part."""
    button = widget.locator(f"[data-part={part}] input[type=file]")
    button.set_input_files({"name": name, "mimeType": "text/plain", "buffer": body})


def complains(widget, words):
    widget.get_by_role("alert").filter(has_text=re.compile(words)).wait_for()


def test_what_it_learns_is_written_kept_and_opened_again(own, tmp_path):
    learned(own)
    assert "held-out perplexity" in says(own, "sentence")
    own.focus()
    own.page.keyboard.press("End")
    path = saved(own, tmp_path / "kept.npz")
    snapshot, about = checkpoints.load(path)
    writing = own.locator("[data-part=writing]")
    assert writing.get_attribute("data-update") == str(snapshot.number)
    vocabulary = Vocabulary(about["letters"])
    text = write(gru, snapshot.params, vocabulary, "\n", 320, rng=0, temperature=0.7)
    assert writing.text_content() == text[1:]

    own.focus()
    own.page.keyboard.press("Home")
    first = checkpoints.load(saved(own, tmp_path / "first.npz")).snapshot
    drawn = language_model.init(gru, 0, len(vocabulary), 16)
    assert first.number == 0
    for name, p in drawn.items():
        np.testing.assert_allclose(first.params[name], p, rtol=1e-14)

    own.get_by_role("button", name="16").click()  # anew: nothing is known any more
    hand(own, "kept.npz", path.read_bytes())
    own.locator("[data-part=sentence]").filter(has_text="is open").wait_for()
    learned(own, snapshot.number + 60)
    more = checkpoints.load(saved(own, tmp_path / "more.npz")).snapshot
    assert more.number > snapshot.number + 50


def test_going_on_from_an_earlier_mark_forgets_what_came_after(own):
    learned(own, 250)
    own.focus()
    own.page.keyboard.press("Home")
    own.page.keyboard.press("ArrowRight")
    assert own.locator("[data-part=writing]").get_attribute("data-update") == "50"
    own.get_by_role("button", name="Learn on from here").click()
    own.page.wait_for_function(
        "Number(document.querySelector('[data-part=writing]').dataset.update) >= 100"
    )
    own.page.keyboard.press("Space")  # the widget has the focus
    own.and_(own.page.locator("[data-running=false]")).wait_for()
    own.page.keyboard.press("t")
    heads = own.locator("table").nth(1).locator("tbody th").all_inner_texts()
    assert heads[:3] == ["0", "50", "100"] and len(heads) == len(set(heads))


def test_a_small_update_opens_in_the_tape_with_its_own_numbers(visit, tmp_path):
    vocabulary = Vocabulary.of(TEXT)
    params = language_model.init(rnn, 0, len(vocabulary), 4)
    tape = Tape(own_text.opened(rnn, params, vocabulary, TEXT[:6]), key="opened")
    texts = {"short": TEXT, "other": OTHER}
    small = OwnText(texts, hidden_size=4, span=5, tape="opened")
    seen = visit(write_page(tmp_path / "page.html", small, tape))
    own, opened = (seen.page.locator(f"[data-widget={w}]") for w in ("own_text", "tape"))
    learned(own)
    own.focus()
    for key in ("Home", "ArrowRight", "t"):
        own.page.keyboard.press(key)
    assert "Every number of update 50" in says(own, "opener")
    loss = own.locator("[data-name=loss][data-t='50']").get_attribute("data-value")
    own.page.keyboard.press("o")
    opened.and_(seen.page.locator(":focus")).wait_for()
    own.page.keyboard.press("t")
    mean = opened.locator("[data-name=mean]").first.get_attribute("data-value")
    assert float(mean) == pytest.approx(float(loss), rel=1e-12)
    assert opened.get_attribute("data-edits") == "0"
    first = TEXT[49 * 5]  # of the 50th window
    assert f"Step 1 reads {first}:" in says(opened, "sentence")
    own.page.keyboard.press("End")
    assert opened.locator(".u-badge").inner_text() == "update"
    heads = opened.locator(".u-stage").all_text_contents()
    assert all(re.search(r"[\w½]", head) for head in heads), "no bare signs"
    assert heads[3] == "+ 0.1 · gc" and "sqrt + 1·10⁻⁸" in heads and len(heads) == 15
    opened.evaluate(  # as a link of the page does: it stays the reader's update
        "(root, detail) => root.dispatchEvent("
        "new CustomEvent('unrolled-step', { detail, bubbles: true }))",
        {"href": seen.page.url.partition("?")[0] + "?opened.at=mean"},
    )
    opened.and_(seen.page.locator("[data-tick='41']")).wait_for()
    assert f"{float(loss):.3f} nats" in says(opened, "sentence")
    own.get_by_role("button", name="16", exact=True).click()
    assert "at most 4 units and 30 different letters, 5 at once" in says(own, "opener")
    button = own.get_by_role("button", name="Open in the Tape")
    assert button.get_attribute("aria-disabled") == "true"
    own.get_by_role("button", name="other").click()
    assert own.locator("[data-name=text]").input_value() == OTHER
    seen.page.wait_for_url("**own_text.text=other**")
    assert seen.errors == [] and seen.foreign == []


def test_texts_that_cannot_be_learned_say_why(own):
    button = own.locator(".u-next")
    for text, words in [
        ("", "no text yet"),
        ("a" * 500, "one letter only"),
        ("short", "at least 300"),
    ]:
        fill(own, text)
        complains(own, words)
        assert button.get_attribute("aria-disabled") == "true"
    fill(own, OTHER)
    assert button.get_attribute("aria-disabled") == "false"
    letters = len(set(OTHER))
    assert f"{len(OTHER)} letters, {letters} different" in says(own, "told")
    fill(own, "".join(map(chr, range(0x4E00, 0x4E00 + 400))) * 2)
    assert "202 letters of the 101 rarest kinds are read as □" in says(own, "told")


def test_files_that_are_none_say_so(own, tmp_path):
    hand(own, "a.npz", b"PK no zip at all")
    complains(own, "damaged, or none of NumPy")
    path = tmp_path / "b.npz"
    np.savez(path, W=np.eye(2))
    hand(own, "b.npz", path.read_bytes())
    complains(own, "its format is missing")
    np.savez_compressed(path, W=np.eye(200))
    hand(own, "b.npz", path.read_bytes())
    complains(own, "compressed")
    hand(own, "long.txt", ("All work and no play. " * 230_000).encode(), "source")
    complains(own, "longer")
    assert "400,000 letters" in says(own, "told")
    text = TEXT.encode("utf-8-sig")
    hand(own, "mark.txt", text, "source")
    own.locator(f"[data-part=source][data-letters='{len(TEXT)}']").wait_for()
    assert "A byte order mark in front of them is left out" in says(own, "told")
    assert "longer" not in says(own, "source")
    fill(own, OTHER)
    assert "byte order" not in says(own, "told")
    hand(own, "old.txt", OTHER.encode("cp1252"), "source")
    complains(own, "no UTF-8")
    hand(own, "photo.txt", b"\x00\x01\x02" * 500, "source")
    complains(own, "no text")


def test_a_page_left_in_mid_training_says_so_when_it_opens_again(own):
    own.locator(".u-next").click()
    own.and_(own.page.locator("[data-running=true]")).wait_for()
    own.page.wait_for_function(
        "Number(document.querySelector('[data-widget]').dataset.update) > 20"
    )
    own.page.reload()
    complains(own, r"left at update \d+, and that training is gone")
    assert json.loads(own.get_attribute("data-ready"))
