"""What the chapter on writing says of its results."""

import re

import numpy as np

from claims import claims
from unrolled import Adam, NGrams, Vocabulary, own_text
from unrolled.lessons import char_rnn
from unrolled.text.copies import known_words, longest_copy
from unrolled.text.kinematics import entropy_bound, match

says = claims("generation")


@says(
    "at least half of the RNN's words of four letters and more were words of the text.",
)
def test_the_page_learns_within_a_minute(chapter):
    page = chapter["page"]
    assert page["sizes"] == {"H": 64, "letters": len(char_rnn.TEXT), "seconds": 60}
    assert all(0 < one["readable"] < 60 for one in page["results"])


@says("With $k$ added, longer n-grams help up to five letters; six do not help any more.")
def test_five_letters_are_best(chapter):
    held = chapter["held"]
    losses = [grams.loss(held, k=0.003) for grams in chapter["counted"].values()]
    assert losses[:5] == sorted(losses[:5], reverse=True)
    assert losses[5] > losses[4] - 0.005


@says(
    "(The widget draws its mark for *its* held-out text, the last tenth of the letters, "
    "with the best $k$ for each n: a hundredth or so apart.)"
)
def test_the_mark_of_the_widget_is_nearly_that_of_the_page(chapter):
    text, most = char_rnn.TEXT, 7  # values of k that the widget tries
    cut = len(text) - round(0.1 * len(text))
    grams = NGrams.of(text[:cut], n=6, vocabulary=char_rnn.VOCABULARY.letters)
    tried = [grams.perplexity(text[cut:], k=k) for k in np.geomspace(0.001, 1, most)]
    assert abs(min(tried) - chapter["counted"][5].perplexity(text[cut:], k=0.003)) < 0.02


@says(
    "Numbers have their units from the start, and none of the four makes a problem.",
    "The GRU does the same, with long pieces that it knows by heart.",
)
def test_what_the_checkpoints_write(chapter):
    texts = {name: chapter["sample"](name) for name in char_rnn.CHECKPOINTS}
    for name, text in texts.items():
        assert re.search(r"\d (m|s)\b", text), name
        assert not any(match(line) for line in text.splitlines())
    assert len(longest_copy(texts["gru"], chapter["learned"])) >= 30


@says(
    "On held-out problems the network beats the 5-grams early, is best after a third of "
    "the training, and gets worse from there:",
    "the lecture's 1500 epochs are too many for a new problem.",
    "The loss on learned problems falls steeply and then slowly, to the end. The loss on "
    "held-out problems falls with it at first, is lowest after about a third of the "
    "epochs, and rises from there. A dashed line for 5-grams lies above both from early "
    "on, another one, an upper bound of the grammar's entropy, below both.",
)
def test_the_held_out_loss_rises_again(chapter):
    log, five = chapter["log"], chapter["five"]
    steep = [one["learned"] for one in log if one["epoch"] <= 150]
    assert steep[0] - steep[-1] > 5 * (steep[-1] - log[-1]["learned"])
    late = [one for one in log if one["epoch"] >= 200]
    assert all(one[text] < five for one in late for text in ("learned", "held_out"))
    assert all(entropy_bound() < one["learned"] < one["held_out"] for one in late)
    early = next(one["epoch"] for one in log if one["held_out"] < five)
    best = min(log, key=lambda one: one["held_out"])
    assert early < 200 and abs(best["epoch"] / 1500 - 1 / 3) < 0.05
    assert log[-1]["held_out"] > best["held_out"] + 0.05
    assert log[-1]["learned"] == min(one["learned"] for one in log)


@says(
    "The loss fell to the end, and one cannot see it in the words.",
    "The longer the RNN trained, the longer its copies; its words came out no better. The "
    "GRU spells nearly every word, and copies most.",
)
def test_what_is_copied(chapter):
    texts = [chapter["sample"](name, length=1000) for name in char_rnn.CHECKPOINTS]
    runs = [len(longest_copy(text, chapter["learned"])) for text in texts]
    known = [known_words(text, chapter["learned"]) for text in texts]
    assert runs == sorted(runs) and known[2] < known[0] + 0.02 and known[3] > 0.95


@says(
    "the network beats the 5-grams on problems it never saw,",
    "But counts of all lengths, well mixed, are better than this RNN at its best, by a "
    "little; of our networks only the GRU beats them.",
)
def test_the_gru_predicts_best(chapter):
    best, mixed = min(one["held_out"] for one in chapter["log"]), chapter["eight"]
    assert chapter["gated"]["held_out"] < mixed < best < chapter["five"]
    assert best - mixed < 0.05


@says(
    "Hardly any. It knows which letters follow which:",
    "It is measured on texts without slips",
    "It knows which letters follow which; hardly a line has an answer.",
)
def test_few_lines_have_an_answer(chapter):
    found, lines = map(sum, zip(*chapter["solved"].values(), strict=True))
    assert found < 0.05 * lines and lines > 50


@says(
    "no network loses less on average. It lies at or below the lowest line; ours stay far "
    "above that.",
)
def test_the_grammar_is_below_every_network(chapter):
    losses = [one["held_out"] for one in chapter["rows"]]
    assert 2.5 * entropy_bound() < min(losses)


@says(
    "The columns of letters that were not read have no gradient, and stand still.",
    "The mean is g, the mean of squares g², and g over its own size is 1 or −1.",
)
def test_the_first_step_of_adam_is_the_learning_rate(chapter):
    moved, first = np.abs(chapter["moved"]), chapter["opened"]
    read = {*own_text.TWISTER[: own_text.SHORT]}
    assert first.data["labels"]["D"] == [*Vocabulary.of(own_text.TWISTER).letters]
    still = [letter not in read for letter in first.data["labels"]["D"]]
    assert not moved[:, still].any()
    assert np.allclose(moved[:, np.logical_not(still)], chapter["rate"], atol=1e-6)


@says(
    "What the networks copied is longer by far: no chance.",
    "Runs of four and less occur nearly surely, one of five mostly, longer ones seldom.",
    "runs of three begin at many of the places",
    "a run of seven is expected at far less than one place",
)
def test_chance_copies_five_letters(chapter):
    chance = chapter["chance"]
    assert abs(np.mean(chapter["found"]) - chapter["by_chance"]) < 0.3
    assert min(len(run) for run in chapter["runs"].values()) > 2 * chapter["by_chance"]
    surely = [1 - np.exp(-chance(r)) for r in (4, 5, 6)]
    assert surely[0] > 0.99 and 0.85 < surely[1] < 0.95 and surely[2] < 0.25
    assert chance(3) > 100 and chance(7) < 0.05


@says(
    "There is nothing but the bias, and it learned to be small.",
    "most of them begin with A.",
)
def test_only_after_a_newline_a_beginning_is_expected(chapter):
    expected, letters = chapter["expected"], chapter["letters"]
    assert expected["zeros"].max() < 1.5 / len(letters)
    assert expected["newline"][letters.index("A")] > 0.8
    lines = chapter["learned"].splitlines()
    assert sum(line.startswith("A") for line in lines) > 0.5 * len(lines)


@says("The last one is a GRU of the same size, trained for fewer epochs with Adam.")
def test_the_networks_of_the_checkpoints(chapter):
    assert char_rnn.EPOCHS["gru"][-1] < char_rnn.EPOCHS["rnn"][0]
    assert isinstance(char_rnn.recipe("gru", 1)[0], Adam)
    sizes = {char_rnn.checkpoint(name)[1]["U"].shape[-2:]
             for name in char_rnn.CHECKPOINTS}  # fmt: skip
    assert sizes == {(75, 75)}
