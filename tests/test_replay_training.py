"""Training and sampling as a page replays them: recorded once, edited, fed back."""

import dataclasses
from functools import partial

import numpy as np
import pytest

from test_replay import assert_equal, edit, run_checker
from unrolled import feedforward, helo, language_model, rnn
from unrolled.gradients.clipping import clip_by_global_norm, clip_by_value
from unrolled.models.sampling import distribution, draw
from unrolled.recording import Recorder
from unrolled.text.documents import tf_idf
from unrolled.text.letters import one_hot
from unrolled.training.optimizers import SGD, Adagrad, Adam, Momentum, RMSProp

XS, YS = (helo.VOCABULARY.one_hot(word) for word in (helo.INPUTS, helo.TARGETS))


def update(optimizer, clip, params, memory, limit, xs=XS, ys=YS):
    """Make one whole update: forward, back, clip, move."""
    done = language_model.run(rnn, params, xs, ys, (np.zeros(3),))
    clipped = clip(done.gradients, limit)
    params, memory = optimizer.update(params, clipped.gradients, memory)
    return {f"{name}_next": value for name, value in {**params, **memory}.items()}


def recorded(function, leaves):
    """Record a function of named numbers."""
    recorder = Recorder()
    traced = {k: recorder.leaf("hyperparameter", k, value) for k, value in leaves.items()}
    return recorder.program(function(**traced)).data


def replayed(function, first, *later):
    """Record with the `first` values, replay with them and with those of each edit."""
    program = recorded(function, first)
    edits = [edit(program, first | new, function(**first | new)) for new in later]
    (report,) = run_checker([{"name": "it", "program": program, "edits": edits}]).values()
    assert_equal(report)


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
@pytest.mark.parametrize("kind", [SGD, Momentum, Adagrad, RMSProp, Adam])
def test_one_recorded_update_replays_many(kind, clip):
    """What an update gives is fed back into its leaves, with other settings, too."""
    settings = [field.name for field in dataclasses.fields(kind)]
    optimizer, params = kind(0.1), helo.parameters()
    memory = optimizer.init(params)

    def step(limit, **values):
        chosen = {k: v for k, v in values.items() if k in settings}
        return update(
            kind(**chosen),
            clip,
            {k: values[k] for k in params},
            {k: values[k] for k in memory},
            limit,
        )

    first = {"limit": 1.0, **params, **memory}
    first |= {name: getattr(optimizer, name) for name in settings}
    edits, now = [], first
    for rate in (0.1, 0.1, 0.02):
        after = step(**now)
        now = now | {name.removesuffix("_next"): value for name, value in after.items()}
        now = now | {"learning_rate": rate, "limit": 10 * rate}
        edits.append(now)
    replayed(step, first, *edits)


def test_a_draw_replays_with_every_option():
    z = np.array([0.5, 2.0, -1.0, 2.0, 0.0])

    def drawn(logits, temperature, top_k, top_p, u):
        probs = distribution(logits, temperature, top_k, top_p)
        return {"probs": probs, "drawn": draw(probs, u)}

    replayed(
        drawn,
        {"logits": z, "temperature": 1.0, "top_k": 5, "top_p": 1.0, "u": 0.5},
        *[{"u": u} for u in (0.0, 0.3, 0.999)],
        *[{"top_k": k} for k in (1, 2, 3)],
        *[{"top_p": p, "top_k": 4} for p in (0.1, 0.5, 0.9)],
        *[{"temperature": t, "logits": -3 * z} for t in (0.1, 5.0)],
    )


def test_the_feed_forward_model_replays():
    params = feedforward.init(np.random.default_rng(0), 4, 2, 3, 5)

    def learned(x1, x2, y, **params):
        done = feedforward.run(params, [x1, x2], y)
        return {
            "loss": done.forward.loss,
            **{f"d{k}": g for k, g in done.gradients.items()},
        }

    x1, x2, y = one_hot([0, 1, 2], 4)
    other = partial(np.random.default_rng(1).normal, size=params["W_E"].shape)
    replayed(learned, {"x1": x1, "x2": x2, "y": y, **params}, {"x1": x2}, {"W_E": other()})


def test_weighed_words_replay():
    counts = np.array([[1.0, 2.0, 0.0], [1.0, 0.0, 3.0]])
    replayed(
        lambda counts: {"out": tf_idf(counts)}, {"counts": counts}, {"counts": counts + 1}
    )
