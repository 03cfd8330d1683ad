"""Which cell learns to remember: `unrolled.memory_task` with ten seeds for each lag.

A run has learned the task when it answers `RIGHT` of the sequences that it has not seen,
and keeps to that until its last update.  No clock is read: the numbers are the same
everywhere, but for the last digits that a matrix library decides.
"""

from statistics import median
from typing import Any

import numpy as np
import report

from unrolled import gru, lstm, memory_task, rnn
from unrolled.cells.cell import Cell

CELLS: dict[str, Cell] = {"rnn": rnn, "gru": gru, "lstm": lstm}
LAGS = (5, 10, 20, 40)
SEEDS = range(10)
HIDDEN = 16
RIGHT = 0.95


def learned_after(course: memory_task.Course) -> int | None:
    """Give the number of updates after which the answers stayed right; none if never."""
    wrong = np.flatnonzero(course.accuracy < RIGHT)
    first = wrong[-1] + 1 if len(wrong) else 0
    return int(course.measured[first]) if first < len(course.measured) else None


def row(lag: int, cell: str) -> dict[str, Any]:
    """Train one cell with each seed."""
    runs = [
        learned_after(memory_task.learn(CELLS[cell], lag, hidden_size=HIDDEN, seed=seed))
        for seed in SEEDS
    ]
    took = [updates for updates in runs if updates is not None]
    middle = median(took) if took else None
    return {"lag": lag, "cell": cell, "learned": len(took), "updates": middle, "runs": runs}


def main() -> None:
    """Train and write."""
    results = []
    for lag in LAGS:
        for cell in CELLS:
            results.append(row(lag, cell))
            print(results[-1], flush=True)
    found = {(r["lag"], r["cell"]): r for r in results}

    def told(lag: int, cell: str) -> str:
        one = found[lag, cell]
        return f"{one['learned']}" + (f" ({one['updates']:g})" if one["learned"] else "")

    lines = [[lag, *(told(lag, cell) for cell in CELLS)] for lag in LAGS]
    text = (
        f"Of {len(SEEDS)} seeds, how many learned to remember a letter over a lag, within "
        f"{memory_task.UPDATES} updates; in brackets the median of the updates it took.\n\n"
    )
    about = {"seeds": len(SEEDS), "updates": memory_task.UPDATES, "hidden": HIDDEN}
    about |= {"right": RIGHT}
    table = report.table(["lag", *CELLS], lines)
    report.write("task", text + table, True, settings=about, results=results)


if __name__ == "__main__":
    main()
