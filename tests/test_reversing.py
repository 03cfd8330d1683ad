"""Words backwards: what was measured is repeated in part, and is what the book says."""

from itertools import islice

import numpy as np
import pytest

from unrolled import Translator, attention, lstm, reversing, rnn
from unrolled.fused.translation import run_batch

MEASURED = reversing.measured()
every_model = pytest.mark.parametrize("name", reversing.models())


@every_model
def test_the_first_updates_are_those_that_were_kept(name):
    model, seed = reversing.models()[name], MEASURED["seeds"][name]
    kept = MEASURED["first_losses"][name]
    losses = [one.loss for one in islice(reversing.train(model, seed), len(kept))]
    np.testing.assert_allclose(losses, kept, rtol=1e-9)


@every_model
def test_what_was_kept_writes_words_backwards(name):
    model, params = reversing.models()[name], reversing.weights(name)
    held_out = reversing.WORDS[reversing.HELD_OUT]
    share = reversing.right(model, params, held_out.T)
    assert share == MEASURED["right"][name]
    written = [model.translate(params, word, limit=4) for word in held_out]
    same = [list(word[::-1]) == back for word, back in zip(held_out, written, strict=True)]
    assert np.mean(same) == share


SETTINGS = [(None, True, "before")] + [
    (score, bridge, asks)
    for score in attention.SCORES
    for bridge in (True, False)
    for asks in ("before", "after")
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_batch_is_its_sequences(settings):
    """Of different lengths: losses, gradients and weights, as the equations give them."""
    model, rng, B = Translator(rnn, *settings), np.random.default_rng(0), 6
    params = {n: rng.normal(size=p.shape) for n, p in model.init(0, 4, 3).items()}
    xs, ys = rng.integers(4, size=(5, B)), rng.integers(4, size=(4, B))
    read, written = rng.integers(1, 6, B), rng.integers(1, 5, B)
    done = run_batch(model, params, xs, ys, read, written)
    each = [model.run(params, xs[: read[b], b], ys[: written[b], b]) for b in range(B)]
    assert done.L == pytest.approx(sum(one.forward.L for one in each), rel=1e-13)
    for name, gradient in done.gradients.items():
        total = sum(one.gradients[name] for one in each)
        np.testing.assert_allclose(gradient, total, rtol=1e-11, atol=1e-13)
    for b, one in enumerate(each):
        if one.forward.alpha is not None:
            alpha = done.alpha[: written[b], :, b]
            np.testing.assert_allclose(alpha[:, : read[b]], one.forward.alpha, rtol=1e-11)
            assert not alpha[:, read[b] :].any()


MODEL = Translator(rnn)
PARAMS = MODEL.init(0, 4, 3)
IDS = np.zeros((2, 3), int)
WRONG = {
    r"xs has shape \(3,\)": {"xs": IDS[0]},
    "xs holds 2 sequences and ys 3": {"xs": IDS[:, :2]},
    "ys holds 4": {"ys": IDS + 4},
    "a length is 0": {"read": [1, 0, 2]},
    "lengths": {"written": [1, 3, 2]},
}


@pytest.mark.parametrize("words", WRONG)
def test_a_batch_that_does_not_fit_is_named(words):
    with pytest.raises(ValueError, match=words):
        run_batch(MODEL, PARAMS, **{"xs": IDS, "ys": IDS} | WRONG[words])


def test_another_cell_has_no_batches():
    model = Translator(lstm)
    with pytest.raises(ValueError, match="the cell is not rnn"):
        run_batch(model, model.init(0, 4, 3), IDS, IDS)


def test_there_are_weights_of_these_names_only():
    with pytest.raises(ValueError, match="name is 'best'"):
        reversing.weights("best")
