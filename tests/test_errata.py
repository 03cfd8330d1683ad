"""The errata of the lectures: the library does what is right, and not what is printed.

The name of a test says which erratum it proves, ``test_E22_…``.  It asks the library for
the right value, shows that the printed formula gives another one, and where the list of
errata quotes figures, they must come out of the library to the digits that are quoted.
(What the library does not hold, as attention or a sorted list, is proved with NumPy alone.)
"""

import re
from pathlib import Path

import pytest

from unrolled.teaching.errata import ERRATA

HERE = Path(__file__).parent


def test_every_erratum_is_proved_in_a_file_that_exists():
    assert all((HERE / erratum.proof).exists() for erratum in ERRATA.values())


@pytest.mark.parametrize("path", sorted(HERE.glob("test_*.py")), ids=str)
def test_a_file_proves_what_the_list_says(path):
    proved = re.findall(r"^def test_(E\d\d)_", path.read_text("utf-8"), re.MULTILINE)
    listed = {number for number, e in ERRATA.items() if e.proof == path.name}
    assert set(proved) == listed
