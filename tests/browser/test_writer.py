"""The Writer in Chromium: it writes what the library writes, and one may slip."""

from urllib.parse import quote

import numpy as np
import pytest

from unrolled import slips, write
from unrolled.lessons import char_rnn
from unrolled.recording.packed import rounded
from unrolled.widgets import Writer
from unrolled.widgets.writer import FORMS, LENGTH


def text_of(widget):
    found = widget.locator("[data-part=page] span").all_text_contents()
    return "".join(found).replace("⏎\n", "\n")


@pytest.mark.parametrize("name", char_rnn.CHECKPOINTS)
def test_it_writes_what_the_library_writes(shown, name):
    model, params = char_rnn.checkpoint(name)
    params = rounded(params, FORMS[char_rnn.CHECKPOINTS[name][0]])
    text = write(model, params, char_rnn.VOCABULARY, "\n", LENGTH, rng=5, temperature=0.8)
    query = f"?writer.net={quote(name)}"
    widget = shown(Writer(), query + "&writer.seed=5&writer.heat=0.8")
    assert text_of(widget) == text[1:]


def test_a_slip_changes_what_follows_and_can_be_taken_back(shown):
    widget = shown(Writer(), "?writer.at=20")
    before = text_of(widget)
    widget.locator("[data-part=bars] button[aria-pressed=false]").first.click()
    after = text_of(widget)
    assert after[:20] == before[:20] and after[20] != before[20] and after != before
    assert "you wrote" in widget.locator("[data-part=sentence]").inner_text()
    assert "1 change" in widget.inner_text() and "changes" not in widget.inner_text()
    widget.get_by_role("button", name="Reset").click()
    assert widget.locator(".u-writer-slip").count() == 0


def test_top_k_top_p_and_a_beginning_write_what_the_library_writes(shown):
    model, params = char_rnn.checkpoint("rnn 25 %")
    params = rounded(params, "float16")
    options = {"temperature": 1.0, "top_k": 5, "top_p": 0.9, "rng": 3}
    first, length = "\nA ball ", LENGTH - 7
    text = write(model, params, char_rnn.VOCABULARY, first, length, **options)
    cut = "&writer.heat=1&writer.k=5&writer.p=0.9&writer.at=9"
    widget = shown(Writer(), f"?writer.seed=3&writer.prefix=A%20ball%20{cut}")
    assert text_of(widget) == text[1:]
    bars = widget.locator("[data-part=bars] button")
    gone = [bar.get_attribute("data-cut") is not None for bar in bars.all()]
    assert gone == sorted(gone) and 3 <= sum(gone) < 8
    widget.locator("[data-name=prefix]").fill("ß")
    widget.locator("[data-name=prefix]").blur()
    assert "its text had no “ß”" in widget.locator("[role=alert]").all_inner_texts()
    assert text_of(widget) == text[1:]
    widget.locator("[data-name=prefix]").fill("A 👩\u200d🚀")
    widget.locator("[data-name=prefix]").blur()
    assert (
        "its text had no “👩\u200d🚀”" in widget.locator("[role=alert]").all_inner_texts()
    )
    widget.locator("[data-name=prefix]").fill("A⏎A")  # a field has one line
    widget.locator("[data-name=prefix]").blur()
    assert text_of(widget)[:3] == "A\nA"
    assert widget.locator("[data-name=prefix]").input_value() == "A⏎A"


def test_a_line_may_begin_with_a_fresh_state(shown):
    model, params = char_rnn.checkpoint("rnn 25 %")
    params = rounded(params, "float16")
    found, used = "", 0  # letters, each with one random number
    while len(found) < LENGTH:
        rng = np.random.default_rng(1)
        rng.random(used)
        options = {"rng": rng, "temperature": 0.9}
        text = write(model, params, char_rnn.VOCABULARY, "\n", LENGTH, **options)[1:]
        line = text.partition("\n")
        found += line[0] + line[1]
        used = len(found)
    found = found[:LENGTH]
    widget = shown(Writer(), "?writer.heat=0.9&writer.fresh=1")
    assert "\n" in found[:-1] and text_of(widget) == found


def test_a_slip_costs_what_the_library_says(shown):
    model, params = char_rnn.checkpoint("rnn 25 %")
    params = rounded(params, "float16")
    first = text_of(shown(Writer()))
    widget = shown(Writer(), "?writer.slip=12&writer.put=36")
    ids = char_rnn.VOCABULARY.encode("\n" + first[:25])
    right = slips.slip(model, params, ids, 13, 36)
    key = widget.locator("[data-part=key]")
    assert key.inner_text().split() == ["surprise,", "in", "nats:", "0", "3", "6"]
    extra = widget.locator("[data-name=extra]")
    shown_extra = [float(one.get_attribute("data-value")) for one in extra.all()]
    np.testing.assert_allclose(shown_extra, right, atol=1e-9)
