"""The errata of the lectures: the library does what is right, and not what is printed.

The name of a test says which erratum it proves, ``test_E22_…``.  It asks the library for
the right value, shows that the printed formula gives another one, and where the list of
errata quotes figures, they must come out of the library to the digits that are quoted.
"""

import re
from pathlib import Path

import pytest

ERRATA = [f"E{number:02}" for number in range(1, 93)]
TESTS = {  # where each erratum is proved
    "test_errata_forward": "E01-E14 E27-E31 E91",
    "test_errata_language": "E16-E21 E24 E25 E87 E92",
    "test_errata_bptt": "E32-E44 E47-E50",
    "test_errata_vanishing": "E45 E46 E51-E60",
    "test_errata_gates": "E61-E73",
    "test_ngrams": "E15 E22 E23",
    "test_documents": "E26 E84 E85",
    "test_notation": "E74",
    "test_helo": "E78-E83",
}
NOT_OF_THE_LIBRARY = {
    "E75": "attention, which the library does not hold",
    "E76": "CBOW, which the library does not hold",
    "E77": "skip-gram, which the library does not hold",
    "E86": "the order of words in a guessing game",
    "E88": "figures of an experiment that the lecture leaves open",
    "E89": "quantum computing",
    "E90": "what a machine without limits could compute",
}


def expanded(text):
    """Write out ``E03-E05`` as the errata that it stands for."""
    found = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += ERRATA[ERRATA.index(first) : ERRATA.index(last or first) + 1]
    return found


def test_every_erratum_is_proved_once_or_does_not_concern_the_library():
    listed = [erratum for text in TESTS.values() for erratum in expanded(text)]
    assert sorted([*listed, *NOT_OF_THE_LIBRARY]) == ERRATA


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("test_*.py")), ids=str)
def test_a_file_proves_what_the_list_says(path):
    proved = re.findall(r"^def test_(E\d\d)_", path.read_text("utf-8"), re.MULTILINE)
    assert sorted(set(proved)) == expanded(TESTS.get(path.stem, ""))
