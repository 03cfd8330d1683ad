"""Questions: what they accept, and what the page gets."""

import numpy as np
import pytest

from unrolled import helo
from unrolled.models.losses import perplexity
from unrolled.widgets import Predict


def test_a_choice_is_referred_to_by_its_place():
    question = Predict("Which?", choices=["a", "b"], answer="b", mistakes=[("a", "no")])
    assert question.task == {
        "question": "Which?",
        "unit": "",
        "because": "",
        "choices": ["a", "b"],
        "answer": 1,
        "mistakes": [[0, "no"]],
    }


def test_a_number_comes_with_its_tolerance_and_mistakes():
    question = Predict(
        "How much?", number=2, tolerance=0.5, unit="nats", mistakes=[(3, "too much")]
    )
    assert question.task["number"] == 2.0
    assert question.task["tolerance"] == 0.5
    assert question.task["mistakes"] == [[3.0, "too much"]]


def test_a_question_starts_open():
    question = Predict("How much?", number=0)
    assert (question.state, question.guess) == ("open", "")


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({}, "either choices or a number"),
        ({"choices": ["a"], "answer": "a", "number": 1}, "either choices or a number"),
        ({"choices": ["a", "b"]}, "the answer None is not one of"),
        ({"choices": ["a", "b"], "answer": "c"}, "the answer 'c' is not one of"),
        ({"choices": ["a", "a"], "answer": "a"}, "stands twice"),
        ({"choices": ["a"], "answer": "a", "mistakes": [("a", "")]}, "the mistake 'a'"),
        ({"choices": ["a"], "answer": "a", "mistakes": [("b", "")]}, "the mistake 'b'"),
        ({"number": float("nan")}, "must be finite"),
        ({"number": float("inf")}, "must be finite"),
        ({"number": 1, "tolerance": -1}, "tolerance is -1"),
        ({"number": 1, "tolerance": float("nan")}, "tolerance is nan"),
        ({"number": 1, "tolerance": 1, "mistakes": [(2, "")]}, "mistake 2 is within 1"),
        ({"number": 1, "mistakes": [(float("nan"), "")]}, "mistake nan"),
        ({"number": 1, "mistakes": [(2, "a"), (2.0, "b")]}, "the mistake 2.0 stands twice"),
        (
            {"choices": ["a", "b"], "answer": "a", "mistakes": [("b", ""), ("b", "")]},
            "the mistake 'b' stands twice",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Predict("?", **arguments)


def test_the_figure_for_print_is_text_and_keeps_the_answer_back():
    question = Predict(
        "1 < 2?", choices=["<b>yes</b>", "no"], answer="no", because="secret"
    )
    figure = question.figure()
    assert "1 &lt; 2?" in figure
    assert "&lt;b&gt;yes&lt;/b&gt;" in figure
    assert "secret" not in figure


def test_the_output_brings_the_widget_and_the_figure():
    data, _ = Predict("?", number=1)._repr_mimebundle_()
    assert set(data) >= {"application/vnd.jupyter.widget-view+json", "text/html"}


def test_what_hints_of_chapters_say_of_helo_is_so():
    params, done = helo.parameters(), helo.learn(helo.parameters())
    arriving = [done.d_output.h_out[-1]]
    for h in done.trace.h[:0:-1]:  # one step further back each
        arriving.append(params["U"].T @ ((1 - h**2) * arriving[-1]))
    sizes = np.linalg.norm(arriving, axis=1)
    assert sizes[1] < 0.2  # "not even the first of the three steps leaves so much"
    assert 0.0025 < sizes[2] < 0.0075  # "so much arrives at h₂: one step is missing"
    assert perplexity(float(done.L) / 4) > 4  # "better would be a perplexity below"
