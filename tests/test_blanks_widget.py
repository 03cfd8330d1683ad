"""The widget of the blanks: what stands in its place, and what it refuses."""

import pytest

from unrolled.widgets import Blanks

PETS = [("The _ barks.", "dog"), ("The _ meows.", "cat")]


def test_the_figure_has_what_both_networks_say_at_the_end():
    figure = Blanks().figure()
    for part in (
        "I am ___ hungry.",
        "very 50 %",
        "happy 100 %",
        "from both sides",
    ):
        assert part in figure
    assert "floor" not in figure and "1.414" not in figure  # a question asks for it


def test_the_figure_of_own_sentences_escapes_them():
    figure = Blanks([("The <b>_</b> barks.", "dog"), PETS[1]]).figure()
    assert "&lt;b&gt;___&lt;/b&gt;" in figure and "<b>" not in figure


@pytest.mark.parametrize(
    "sentences, message",
    [
        (PETS * 5, "there are 10 sentences; at most 8 fit"),
        ([("a " * 15 + "_", "x")], "there are 16 words in one sentence; at most 15 fit"),
        ([(f"{k} _", str(k)) for k in range(7)], "there are 7 answers; at most 6 fit"),
        ([("nothing", "x")], "has 0 blanks"),
    ],
)
def test_what_does_not_fit_is_refused(sentences, message):
    with pytest.raises(ValueError, match=message):
        Blanks(sentences)


def test_one_answer_is_no_question_but_works():
    assert "dog 100 %" in Blanks(PETS[:1]).figure()
