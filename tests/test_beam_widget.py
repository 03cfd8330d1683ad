"""The search of the widget Beam is that of the library, for all words that can be read."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from unrolled import Beam, beam, reversing
from unrolled.widgets.beam import UPDATES, WIDTHS, learned

SCRIPT = Path(__file__).parent / "js" / "beam.mjs"
NETWORK = reversing.models()["clear"]
EVERY = len(reversing.WORDS)


@pytest.fixture(scope="module")
def pages():
    """What the page finds: for all weights, all words and all widths, and all there is."""
    node = shutil.which("node")
    assert node, "Node.js is needed to compare the page with the library"
    widget = Beam()
    sent = {
        "program": reversing.program("clear").data,
        "weights": [widget.weights[str(n)] for n in UPDATES],
        "words": reversing.WORDS.tolist(),
        "widths": WIDTHS,
    }
    done = subprocess.run(
        [node, str(SCRIPT)], input=json.dumps(sent), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(UPDATES, json.loads(done.stdout), strict=True))


def same(page, library):
    ids, totals = zip(*page, strict=True)
    assert [tuple(one) for one in ids] == [one.ids for one in library]
    np.testing.assert_allclose(totals, [one.log_prob for one in library], rtol=1e-11)


@pytest.mark.parametrize("updates", UPDATES)
def test_every_step_keeps_what_the_library_keeps(pages, updates):
    """After n steps a search has kept what a search for answers of n letters finds."""
    for word, found in zip(reversing.WORDS, pages[updates], strict=True):
        expects = reversing.expects(NETWORK, learned()[updates], word)
        for width, steps in zip(WIDTHS, found[:-1], strict=True):
            for n, kept in enumerate(steps, start=1):
                same(kept, beam.search(expects, width, n))


@pytest.mark.parametrize("updates", UPDATES)
def test_all_words_are_ranked_as_the_library_ranks_them(pages, updates):
    for word, found in zip(reversing.WORDS[::16], pages[updates][::16], strict=True):
        expects = reversing.expects(NETWORK, learned()[updates], word)
        every = beam.search(expects, EVERY, 4)
        same(found[-1], every)
        total = np.sum(np.exp([one.log_prob for one in every]))
        assert total == pytest.approx(1, rel=1e-12)


def test_all_beginnings_at_once_are_expected_as_one_by_one():
    word, params = [2, 3, 2, 0], reversing.after(100)
    at_once = reversing.expects(NETWORK, params, word)
    one_by_one = beam.of_translator(NETWORK, params, word)
    for before in ((), (1,), (2, 3), (0, 1, 2)):
        np.testing.assert_allclose(at_once(before), one_by_one(before), rtol=1e-12)


def test_the_middle_of_a_training_is_on_its_way():
    """It is the training whose end is shipped: its first losses were kept."""
    with pytest.raises(ValueError, match="updates"):
        reversing.after(0)
    sure = [reversing.right(NETWORK, learned()[n], reversing.WORDS.T) for n in UPDATES]
    assert sure == sorted(sure) and sure[-1] == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [({"width": 5}, "width"), ({"updates": 10}, "updates"), ({"word": "hell0"}, "0")],
)
def test_what_cannot_be_shown_is_named(options, words):
    with pytest.raises(ValueError, match=words):
        Beam(**options)


def test_in_print_it_shows_the_whole_search():
    figure = Beam("lolh", width=2).figure()
    assert figure.count("<rect") == 4 + 8 + 8 + 8
    assert figure.count("class='box loss'") == 4, "the way to the likeliest word"
    assert "hlol is written, −1.50 nats" in figure
