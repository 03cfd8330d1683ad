"""Train the networks of `unrolled.reversing`, and write what they learned beside it.

Four letters: three networks, and fourteen beginnings of one of them.  Words of 2 to 8
letters: with attention and without, of 8 and of 16 units, and how many words of each length
come out right.  It takes about three minutes:

    python benchmarks/train_reversing.py
"""

import json
from itertools import islice

import numpy as np
from tqdm import tqdm

from unrolled import Translator, reversing, rnn

SEEDS = {"clear": 7, "blurred": 0, "bridge alone": 0}
BEGINNINGS = 14
FIRST = 20  # updates whose loss is kept, for a test to repeat
LENGTHS, ASKED, SIZES, WORDS = (2, 8), range(2, 13), (8, 16), 1000


def trained(model, seed, **options):
    """Give the losses of a training, and what it ends with."""
    updates = islice(reversing.train(model, seed, **options), reversing.UPDATES)
    done = list(updates)
    return [update.loss for update in done], done[-1].params


def of_four_letters(name):
    """Train one of the networks."""
    model = reversing.models()[name]
    losses, params = trained(model, SEEDS[name])
    params = {key: p.round(5) for key, p in params.items()}
    held_out = reversing.WORDS[reversing.HELD_OUT].T
    right = reversing.right(model, params, held_out)
    return losses[:FIRST], params, right


def beginning(seed):
    """Train the network with attention alone from another beginning."""
    model = reversing.models()["clear"]
    params = trained(model, seed)[1]
    alpha = reversing.looks(model, params)
    return {
        "seed": seed,
        "right": round(reversing.right(model, params, reversing.WORDS.T), 4),
        "looks": [round(float(alpha[i, 3 - i]), 3) for i in range(4)],
    }


def of_any_length(score, units):
    """Train on words of 2 to 8 letters, and count right ones of each length."""
    model = Translator(rnn, score)
    params = trained(model, 0, units=units, lengths=LENGTHS)[1]
    rng = np.random.default_rng(7)
    words = {n: rng.integers(4, size=(n, WORDS)) for n in ASKED}
    return [round(reversing.right(model, params, some), 3) for some in words.values()]


def main():
    """Train everything."""
    found = {name: of_four_letters(name) for name in tqdm(SEEDS)}
    measured = {
        "seeds": SEEDS,
        "first_losses": {name: losses for name, (losses, _, _) in found.items()},
        "right": {name: right for name, (_, _, right) in found.items()},
        "beginnings": [beginning(seed) for seed in tqdm(range(BEGINNINGS))],
        "lengths": [*ASKED],
        "by_length": {
            f"{score or 'none'}, {units}": of_any_length(score, units)
            for units in SIZES
            for score in (None, "general")
        },
        "weights": {
            name: {key: p.tolist() for key, p in params.items()}
            for name, (_, params, _) in found.items()
        },
    }
    text = json.dumps(measured, separators=(",", ":"))
    reversing.MEASURED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
