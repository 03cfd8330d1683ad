"""A page writes what the library writes: the same random numbers, the same text."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from unrolled import Model, Network, Vocabulary, gru, lstm, rnn, write, writer
from unrolled.recording.packed import packed, rounded

SCRIPT = Path(__file__).parent / "js" / "write.mjs"
SEEDS = [
    0,
    1,
    2,
    3,
    57,
    2**31,
    2**32 - 1,
    2**32,
    2**53 + 1,
    2**64,
    2**96 + 5,
    10**45,
    3**200,
]
COUNT = 40
LETTERS = Vocabulary("abcdefghij .")
NETWORKS = {"rnn": Network(rnn), "lstm": Network(lstm, 2), "gru": Network(gru, 2)}


@pytest.fixture(scope="module")
def asked():
    texts = []
    for name, network in NETWORKS.items():
        model = Model(network)
        params = model.init(1, 12, 9, embedding_size=5 if name == "gru" else None)
        params = rounded({n: 6 * p for n, p in params.items()}, "float16")
        cuts = ((0, 1.0, 12, 1.0), (8, 0.5, 12, 1.0), (3, 1.5, 4, 1.0), (5, 1.5, 9, 0.6))
        for seed, *cut in cuts:
            page = packed(writer.program(model, params, LETTERS).data)
            about = {"seed": seed, "prefix": "a bad ", "length": 60}
            options = dict(zip(("temperature", "top_k", "top_p"), cut, strict=True))
            right = write(model, params, LETTERS, "a bad ", 60, rng=seed, **options)
            texts.append({"program": page, **about, **options, "right": right})
    return texts


@pytest.fixture(scope="module")
def found(asked):
    items = {"seeds": [str(seed) for seed in SEEDS], "count": COUNT, "texts": asked}
    done = subprocess.run(
        ["node", str(SCRIPT)], input=json.dumps(items),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_random_numbers_are_numpys(found):
    for seed, numbers in zip(SEEDS, found["numbers"], strict=True):
        assert numbers == np.random.default_rng(seed).random(COUNT).tolist(), seed


def test_the_text_of_a_seed_is_the_librarys(asked, found):
    for item, text in zip(asked, found["texts"], strict=True):
        assert text == item["right"], item["seed"]
    assert len(set(found["texts"])) == len(asked)


def test_a_vocabulary_of_another_size_is_refused():
    params = Model(rnn).init(0, 12, 3)
    with pytest.raises(ValueError, match="K = 12; the vocabulary has 2"):
        writer.program(rnn, params, Vocabulary("ab"))
