"""A number that a reader sees is computed: none is typed, but for what is given.

Looked at are the prose of every chapter, the arguments of its questions and its alt texts;
a number counts from two significant digits on.  Not looked at are errata, which quote the
slides and are proved one by one, formulas in code type, and the lists of sources.
"""

import re

import pytest

from chapters import CHAPTERS, questions, read, run
from unrolled.page.alt import filled

NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:[,  ]\d{3})+|\d+)(\.\d+)?(?:e[-−]?\d+)?")
NOT_PROSE = [
    r"(?ms)^(`{3,})\{admonition\}[^\n]*\n:class: erratum.*?^\1$",  # quotes slides
    r"(?s)\n## Sources\n.*",  # years and volumes
    r"\{\w+(?::\w+)?\}`[^`]*`|`[^`\n]*`",  # computed, references, code
    r"\]\([^)]*\)",  # addresses of links
    r"(?m)^:\w+:.*$|^`{3,}.*$",  # options of directives
    r"\b\d\d:\d\d\b",  # marks of a lecture's time
    r"[Ee]quations? \(?\d+\)?(?:(?:,| and| to) \(?\d+\)?)*",  # of slides
    r"\(\d+\)(?:–\(\d+\))?|\d+ to \d+(?=\))",  # their numbers alone
]

# Given, not computed: what a lecture or a question sets, and may not be something else.
GIVEN = {
    "everywhere": {"47": "words of lecture 001's sentence, and the power it takes"},
    "intro": {
        "57": "number of lecture 000",
        "325": "number of the course of lecture 002",
        "425": "number of the course of lecture 002",
        "13": "number of lecture 002",
        "3.11": "the oldest Python that the book runs on",
    },
    "forward_pass_sizes": {"128": "units of the exercise"},
    "learning": {
        "1.5": "bits of the exercise",
        "137": "letter of the exercise",
        "101": "first letter of its second window of 100",
    },
    "deep_and_bidirectional": {
        "75": "units of a layer of lecture 001's network",
        "53": "symbols of its text",
        "113": "units of one layer with about as many numbers",
    },
    "generation": {
        "270": "problems of the slide",
        "75": "units of the slide",
        "1500": "epochs of the slide",
        "25": "percent of the training after which the slide has a sample",
    },
    "seq2seq_and_attention": {
        "256": "words of four letters",
        "12": "letters of the longest words",
        "16": "units of the larger networks",
        "1.5": "a wrong path of the exercise",
        "0.34": "of the exercise",
        "0.33": "of the exercise",
        "0.45": "of the exercise",
    },
    "vanishing_gradients": {"1.2": "a radius to set in the widget"},
    "clipping": {"1.5": "limit of the exercise"},
    "embeddings": {"16": "numbers for each word; also all pairs of four words"},
    "what_came_next": {
        "0.75": "a weight of the exercise",
        "0.25": "the other one",
    },
    "lessons": {"12": "minutes for the exhibits", "18": "minutes for one letter"},
    "language_models": {"53": "letters of the exercise"},
    "lstm_memory": {
        "1997": "year of the first LSTM",
        "25": "how often a cell reads hell",
        "16": "units of the task",
        "21": "letters of the task after the first",
    },
    "gru_forms": {
        "128": "units of the exercise",
        "75": "units of a size that was measured",
        "95": "percent of right answers that count as learned",
    },
}


def typed(text):
    """Numbers with two or more significant digits."""
    found = ((m.group(), "".join(m.groups(""))) for m in NUMBER.finditer(text))
    return [n for n, digits in found if len(re.sub(r"\D", "", digits).strip("0")) > 1]


def prose(text):
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    return text


def told(chapter):
    """All that readers of a chapter are told in words."""
    found = read(chapter)
    yield prose("\n\n".join(found.prose))
    for cell in found.cells:
        yield re.sub(r"\{[^}]*\}", "", cell.alt)
        yield from questions(cell.source)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_number_is_typed(chapter):
    given = GIVEN["everywhere"] | GIVEN.get(chapter, {})
    assert [n for text in told(chapter) for n in typed(text) if n not in given] == []


@pytest.mark.parametrize("chapter", sorted(GIVEN.keys() - {"everywhere"}))
def test_what_is_given_is_needed(chapter):
    assert GIVEN[chapter].keys() <= {n for text in told(chapter) for n in typed(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It falls to 0.39.", ["0.39"]),
        ("300 500 numbers, 1,201 letters", ["300 500", "1,201"]),
        ("about 0.05 of 100, or 10,000, or 7e-15", []),
        ("E21, h2, 2.0 and 4", []),
    ],
)
def test_typed_numbers_are_found(text, found):
    assert typed(text) == found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_alt_texts_and_sentences_fill_in_is_glued(chapter):
    ran = run(chapter)
    for cell in ran.cells:
        assert "{" not in filled(cell.alt, ran.glued)
    for name in re.findall(r"\{glue:text\}`(\w+)", "\n".join(ran.prose)):
        assert name in ran.glued


def test_alt_texts_are_filled_in():
    assert filled("from {a:.1f} to {b}", {"a": 0.26, "b": "a bit"}) == "from 0.3 to a bit"
    with pytest.raises(KeyError, match="c"):
        filled("{c}", {})
