"""The Writer in Chromium: it writes what the library writes, and one may slip."""

from urllib.parse import quote

import pytest

from unrolled import write
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
    widget.get_by_role("button", name="Reset").click()
    assert widget.locator(".u-writer-slip").count() == 0
