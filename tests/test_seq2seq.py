"""Encoder and decoder: equations, gradients, and what leads from one to the other."""

import numpy as np
import pytest

from checks import TIGHT, complex_step
from unrolled import Translator, attention, gru, lstm, rnn
from unrolled.models.losses import softmax

K, H = 4, 3
XS, YS = [0, 1, 2], [2, 1, 0, 3]
MASK = np.array([True, False, True])
SETTINGS = [(None, True, "before")] + [
    (score, bridge, asks)
    for score in attention.SCORES
    for bridge in (True, False)
    for asks in ("before", "after")
]
every_cell = pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=lambda c: c.__name__[9:])
every_setting = pytest.mark.parametrize("settings", SETTINGS, ids=str)


def drawn(model, seed=1):
    rng = np.random.default_rng(seed)
    return {n: rng.normal(size=p.shape) for n, p in model.init(0, K, H).items()}


@every_setting
def test_forward_is_its_equations(settings):
    model = Translator(rnn, *settings)
    p, (score, bridge, asks) = drawn(model), settings
    hs, h = [], np.zeros(H)
    for i in XS:
        h = np.tanh(p["W"][:, i] + p["U"] @ h + p["b"])
        hs.append(h)
    s, said = h if bridge else p["h_decoder"], np.zeros(K)
    done = model.forward(p, XS, YS)
    for i, y in enumerate(YS):
        x = said
        if score and asks == "before":
            x = np.concatenate([said, attention.ask(p, score, s, np.array(hs)).kappa])
        s = np.tanh(p["W_decoder"] @ x + p["U_decoder"] @ s + p["b_decoder"])
        says = s
        if score and asks == "after":
            kappa = attention.ask(p, score, s, np.array(hs)).kappa
            says = np.tanh(p["W_kappa"] @ np.concatenate([kappa, s]))
        probs = softmax(p["V"] @ says + p["c"])
        np.testing.assert_allclose(done.output.probs[i], probs, **TIGHT)
        said = np.eye(K)[y]
    assert done.L == pytest.approx(
        -np.log(done.output.probs[range(4), YS]).sum(), rel=1e-13
    )


@every_cell
@every_setting
def test_gradients(cell, settings):
    model = Translator(cell, *settings)
    params = drawn(model)
    mask = MASK if settings[0] else None

    def loss(**changed):
        return model.forward(params | changed, XS, YS, mask).L

    done = model.run(params, XS, YS, mask)
    assert done.gradients.keys() == params.keys()
    assert done.forward.L == loss()
    for name, p in params.items():
        expected = complex_step(lambda p, name=name: loss(**{name: p}), p)
        np.testing.assert_allclose(done.gradients[name], expected, **TIGHT)


@every_setting
def test_what_leads_from_the_encoder_to_the_decoder_is_the_bridge_or_attention(settings):
    """Nothing else does: without both there is no such model, and each alone carries."""
    model = Translator(rnn, *settings)
    params = drawn(model)
    one, other = (
        model.forward(params, xs, YS).output.probs for xs in ([0, 1, 2], [3, 1, 2])
    )
    assert abs(one - other).max() > 1e-3


def test_rows_of_weights_add_up_to_one_and_the_mask_is_never_looked_at():
    model = Translator(rnn, "additive")
    alpha = model.forward(drawn(model), XS, YS, MASK).alpha
    np.testing.assert_allclose(alpha.sum(axis=1), np.ones(4), **TIGHT)
    assert not alpha[:, 1].any()
    assert Translator(rnn).forward(drawn(Translator(rnn)), XS, YS).alpha is None


def test_padding_that_is_masked_changes_nothing_without_a_bridge():
    model = Translator(lstm, "general", bridge=False)
    params = drawn(model)
    short = model.run(params, XS, YS)
    padded = model.run(params, [*XS, 0, 3], YS, mask=np.array([True] * 3 + [False] * 2))
    for name, gradient in short.gradients.items():
        np.testing.assert_allclose(padded.gradients[name], gradient, **TIGHT)


def test_a_translation_reads_what_it_wrote():
    model = Translator(gru, "dot")
    params = drawn(model, seed=5)
    written = model.translate(params, XS, limit=6)
    probs = model.forward(params, XS, written).output.probs
    assert len(written) == 6 and probs.argmax(axis=1).tolist() == written
    end = written[3]
    assert model.translate(params, XS, limit=6, end=end) == written[: written.index(end)]


def test_other_letters_may_be_fed():
    model = Translator(rnn, "general")
    params = drawn(model)
    fed = np.eye(K)[[1, 1, 1, 1]]
    told = model.forward(params, XS, YS, fed=[np.zeros(K), *np.eye(K)[YS[:-1]]])
    assert told.L == model.forward(params, XS, YS).L
    assert model.forward(params, XS, YS, fed=fed).L != told.L


MODEL = Translator(rnn, "general")
PARAMS = drawn(MODEL)
WRONG = {
    "score is 'sum'": lambda: Translator(rnn, "sum"),
    "bridge is False and score is None": lambda: Translator(rnn, None, bridge=False),
    "asks is 'never'": lambda: Translator(rnn, "dot", asks="never"),
    "parameter A is missing": lambda: MODEL.run(drawn(Translator(rnn)), XS, YS),
    "W_decoder reads 4 numbers; it must read 7": lambda: MODEL.run(
        PARAMS | {"W_decoder": np.ones((H, K))}, XS, YS
    ),
    "xs is empty": lambda: MODEL.forward(PARAMS, [], YS),
    "ys is empty": lambda: MODEL.forward(PARAMS, XS, []),
    "mask has shape": lambda: MODEL.forward(PARAMS, XS, YS, MASK[:2]),
    "3 inputs and 4 targets": lambda: MODEL.forward(PARAMS, XS, YS, fed=np.eye(K)[:3]),
    "limit": lambda: MODEL.translate(PARAMS, XS, limit=0),
    "limit is 2.5": lambda: MODEL.translate(PARAMS, XS, limit=2.5),
    "vocabulary_size": lambda: MODEL.init(0, 0, 3),
    "hidden_size is 2.5": lambda: MODEL.init(0, 3, 2.5),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_does_not_fit_is_named(words):
    with pytest.raises(ValueError, match=words):
        WRONG[words]()
