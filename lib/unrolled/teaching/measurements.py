"""What benchmarks measured when the committed tables were made, for chapters to quote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# in a checkout, and where a wheel has brought them along
PLACES = (HERE.parents[2] / "benchmarks" / "results", HERE / "results")


def measured(name: str) -> dict[str, Any]:
    """Read a table of ``benchmarks/results``.

    Parameters
    ----------
    name : str
        Its name, such as ``"fused"``.

    Returns
    -------
    dict
        The table; its keys are those of the benchmark that wrote it.

    Raises
    ------
    ValueError
        If there is no such table; the message lists those that there are.

    Examples
    --------
    >>> sorted(measured("growth"))[0]
    'about'
    """
    tables = {file.stem: file for place in PLACES for file in place.glob("*.json")}
    if name not in tables:
        raise ValueError(f"nothing was measured as {name!r}: {', '.join(sorted(tables))}")
    found: dict[str, Any] = json.loads(tables[name].read_text("utf-8"))
    return found
