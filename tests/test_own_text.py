"""A page learns a text of the reader's own, and does what the library does."""

import json
import shutil
import subprocess
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from unrolled import (
    Adam,
    NGrams,
    Stream,
    Vocabulary,
    evaluate,
    language_model,
    rnn,
    train,
    write,
)
from unrolled.lessons import own_text
from unrolled.recording import Recorder
from unrolled.recording.any_size import any_size
from unrolled.text.letters import graphemes
from unrolled.text.streams import split
from unrolled.training import checkpoints
from unrolled.widgets import OwnText

SCRIPT = Path(__file__).parent / "js" / "own_text.mjs"
TEXT = (
    "Ein Mops kam in die Küche\nund stahl dem Koch ein Ei.\n" * 12
    + "καὶ 狗 🐶 👩\u200d🚀x\u0302\r\n" * 5
)
H, SEED, UPDATES = 6, 3, 40  # more than one pass over the text
SETTINGS = {"learning_rate": 0.02, "max_norm": 0.5}
SAMPLE = {"first": 0, "length": 60, "seed": 1, "temperature": 0.7}
CELLS = list(own_text.CELLS)


def in_the_page(items):
    """Let one Node process learn all of them."""
    node = shutil.which("node")
    assert node, "Node.js is needed to compare the page with the library"
    done = subprocess.run(
        [node, str(SCRIPT)], input=json.dumps(items), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    items = [
        {
            "programs": own_text.programs(name),
            "cell": name,
            "text": TEXT,
            "size": H,
            "seed": SEED,
            "updates": UPDATES,
            "settings": {k: [x] for k, x in SETTINGS.items()},
            "sample": SAMPLE,
            "file": str(folder / f"{name}.npz"),
        }
        for name in CELLS
    ]
    found = dict(zip(CELLS, in_the_page(items), strict=True))
    return {name: one | {"file": folder / f"{name}.npz"} for name, one in found.items()}


def library(name, page):
    """Train with the library on the letters that the page read."""
    ids = np.array(page["ids"])
    cell, (text, held) = own_text.CELLS[name], split(ids)
    params = language_model.init(cell, SEED, len(page["letters"]), H)
    updates = train(
        cell,
        params,
        Stream(text, length=own_text.LENGTH),
        stateful=True,
        average=True,
        optimizer=Adam(SETTINGS["learning_rate"]),
        max_norm=SETTINGS["max_norm"],
    )
    return params, list(islice(updates, UPDATES)), text, held


@pytest.mark.parametrize("name", CELLS)
def test_the_page_learns_what_the_library_learns(learned, name):
    page = learned[name]
    params, updates, text, _ = library(name, page)
    assert page["windows"] < UPDATES and page["windows"] == (len(text) - 1) // 25
    for k, p in params.items():
        np.testing.assert_allclose(page["start"][k], p.ravel(), rtol=1e-15)
    losses = [update.loss for update in updates]
    np.testing.assert_allclose(page["losses"], losses, rtol=1e-9)
    for k, p in updates[-1].snapshot.params.items():
        np.testing.assert_allclose(page["values"][k], p.ravel(), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", CELLS)
def test_the_page_measures_and_writes_what_the_library_does(learned, name):
    page = learned[name]
    _, updates, _, held = library(name, page)
    params, cell = updates[-1].snapshot.params, own_text.CELLS[name]
    whole = (len(held) - 1) // own_text.LENGTH * own_text.LENGTH + 1
    assert page["held"] == pytest.approx(
        evaluate(cell, params, held[:whole]).loss, rel=1e-9
    )
    vocabulary = Vocabulary(page["letters"])
    first = page["letters"][SAMPLE["first"]]
    options = {"rng": SAMPLE["seed"], "temperature": SAMPLE["temperature"]}
    text = write(cell, params, vocabulary, first, SAMPLE["length"], **options)
    assert vocabulary.decode(page["written"]) == text[1:]


@pytest.mark.parametrize("name", CELLS)
def test_a_file_of_the_page_is_a_checkpoint_of_the_library(learned, name):
    page = learned[name]
    snapshot, about = checkpoints.load(page["file"])
    assert about == {"cell": name, "hidden_size": H, "letters": page["letters"]}
    assert snapshot.number == snapshot.optimizer_state["n"] == UPDATES
    with np.load(page["file"]) as file:
        assert file["params/W"].shape == snapshot.params["W"].shape
    _, updates, text, _ = library(name, page)
    ours = updates[-1].snapshot
    for part, other in zip(snapshot[:3], ours[:3], strict=True):
        assert part.keys() == other.keys()
        for k, values in part.items():
            np.testing.assert_allclose(values, other[k], rtol=1e-8, atol=1e-10)
    more = train(
        own_text.CELLS[name],
        snapshot,
        Stream(text, length=own_text.LENGTH),
        **{"stateful": True, "average": True, "max_norm": SETTINGS["max_norm"]},
        optimizer=Adam(SETTINGS["learning_rate"]),
    )
    assert next(more).number == UPDATES + 1


def test_the_page_opens_its_file_again(learned):
    for page in learned.values():
        again = page["again"]
        assert again["count"] == UPDATES and again["letters"] == page["letters"]
        assert again["values"].keys() == page["values"].keys()
        assert again["values"] == page["values"]


def test_counting_in_the_page_is_the_librarys(learned):
    page = learned["rnn"]
    text, held = split(np.array(page["ids"]))
    K = len(page["letters"])
    for n, loss in zip((1, 2, 3), page["ngrams"], strict=True):
        counted = NGrams.of(text.tolist(), n=n, vocabulary=range(K))
        assert loss == pytest.approx(counted.loss(held.tolist(), k=0.1), rel=1e-12)
    assert page["bounds"]["uniform"] == pytest.approx(np.log(K))
    assert page["bounds"]["ngram"]["loss"] <= page["bounds"]["bigram"]


def test_a_text_is_read_as_the_library_reads_it(learned):
    page = learned["gru"]
    text = TEXT.replace("\r\n", "\n")
    vocabulary = Vocabulary(sorted(set(graphemes(text))))
    assert tuple(page["letters"]) == vocabulary.letters
    assert page["ids"] == vocabulary.encode(text).tolist() and page["other"] == 0


LOOKED_AT = {"size": 3, "seed": SEED, "updates": [1, 2, 7, 150], "look": True}


@pytest.fixture(scope="module")
def opened():
    """Open updates of short windows, one of them after the text began anew."""
    settings = {k: [x] for k, x in SETTINGS.items()}
    about = {"text": TEXT, "settings": settings, **LOOKED_AT}
    items = [{"programs": own_text.programs(name), **about} for name in CELLS]
    return dict(zip(CELLS, in_the_page(items), strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_an_update_that_is_opened_is_the_one_that_was_made(opened, name):
    text, page = TEXT.replace("\r\n", "\n"), opened[name]
    assert page["windows"] < 150
    for number, one in zip(LOOKED_AT["updates"], page["losses"], strict=True):
        start = (number - 1) % page["windows"] * own_text.SHORT
        read = text[start : start + own_text.SHORT].replace(" ", "␣").replace("\n", "⏎")
        assert one["read"] == read and one["edits"] == 0 and one["back"] > 50
        assert one["here"].keys() == one["there"].keys() and len(one["here"]) > 15
        for k, there in one["there"].items():
            np.testing.assert_allclose(one["here"][k], there, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", CELLS)
def test_an_update_of_the_tape_is_that_of_the_library(name):
    cell, vocabulary = own_text.CELLS[name], Vocabulary.of("hello")
    params = language_model.init(cell, SEED, len(vocabulary), 3)
    program = own_text.opened(cell, params, vocabulary, "hello")
    (update,) = islice(
        train(
            cell,
            params,
            Stream(vocabulary.encode("hello"), length=4),
            **{"average": True, "max_norm": own_text.SETTINGS["max_norm"]},
            optimizer=Adam(own_text.SETTINGS["learning_rate"]),
        ),
        1,
    )
    assert program.value("mean") == pytest.approx(update.loss, rel=1e-12)
    assert program.value("norm") == pytest.approx(update.norm, rel=1e-12)
    for k, p in update.snapshot.params.items():
        np.testing.assert_allclose(program.value(f"{k}_next"), p, rtol=1e-12)
    with pytest.raises(ValueError, match="one to read and one to predict"):
        own_text.opened(cell, params, vocabulary, "h")


def test_what_an_update_changes_is_marked_as_made_on_the_way_back():
    data = own_text.opened(
        rnn, language_model.init(rnn, 0, 4, 3), Vocabulary("helo"), "hello"
    ).data
    at = [data["places"][node["at"]].get("eq") for node in data["nodes"] if "at" in node]
    back = [node.get("back", False) for node in data["nodes"] if "at" in node]
    assert {tag for tag, b in zip(at, back, strict=True) if b} >= set(data["update"])
    assert not {tag for tag, b in zip(at, back, strict=True) if not b} & {*own_text.TAGS}
    rules = [line for place, line in data["lines"].items() if "Adam.rule" in place]
    assert rules and not any(known for line in rules for *_, known in line["tokens"])


def test_a_program_that_depends_on_a_size_otherwise_is_refused():
    def scaled(K):
        recorder = Recorder()
        x = recorder.leaf("input", "x", np.zeros(K))
        return recorder.program({"y": float(K) * x})

    def squares(K):
        recorder = Recorder()
        x = recorder.leaf("input", "x", np.zeros(K))
        return recorder.program({"y": np.arange(K) ** 2.0 * x})

    with pytest.raises(ValueError, match="depends on K otherwise than by its shapes"):
        any_size(scaled, "K")
    with pytest.raises(ValueError, match="different numbers"):
        any_size(squares, "K")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"text": "short"}, "the text has 5 letters, 5 of them different; 300 and 2"),
        ({"text": "a" * 400}, "the text has 400 letters, 1 of them different"),
        ({"cell": "elman"}, "cell is 'elman'; it must be one of 'rnn', 'gru', 'lstm'"),
        ({"hidden_size": 5}, r"hidden_size is 5; it must be one of \(4, 16, 32"),
        ({"span": 7}, r"span is 7; it must be one of \(5, 25\)"),
        ({"text": {}}, "the text has 0 letters"),
        ({"text": {"a": TEXT, "b": "short"}}, "the text has 5 letters"),
    ],
)
def test_what_cannot_be_learned_is_refused_in_words(wrong, message):
    with pytest.raises(ValueError, match=message):
        OwnText(**{"text": TEXT} | wrong)


def test_the_figure_says_what_counting_reaches():
    figure = OwnText("<b>to be or not to be</b>\n" * 20).figure()
    assert "<th scope='row'>bigrams</th>" in figure and "520 letters" in figure
    assert "<b>" not in figure
