"""Train lecture 001's letter networks on problems of kinematics, and keep their weights.

    python benchmarks/train_kinematics.py [--epochs N]

It takes about four minutes of one core.  The weights go to ``lessons/char_rnn.npz``,
rounded to 16 bits; the log goes to ``results/kinematics.json``, and a test repeats its
first epochs.  A run of some epochs keeps no weights, and its log goes to ``_build/bench``.
"""

import argparse
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import report

from unrolled.lessons import char_rnn

COLUMNS = ["cell", "epoch", "loss on the way", "learned", "held out", "seconds"]
FIRST = 3  # epochs that are told, so that a test can repeat them


def trained(
    cell: str, epochs: int | None = None
) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """Train one cell, to its last checkpoint or less; give the log and the weights."""
    marks, begin = char_rnn.EPOCHS[cell], time.process_time()
    last = min(marks[-1], epochs or marks[-1])
    every = max(1, marks[-1] // 60)
    log: list[dict[str, Any]] = []
    kept: dict[str, np.ndarray] = {}
    for number, running, params in char_rnn.course(cell):
        if number <= FIRST or number in marks or number % every == 0:
            learned, held = char_rnn.losses(cell, params)
            told = {"cell": cell, "epoch": number, "running": running}
            told |= {"learned": learned, "held_out": held}
            log.append(told | {"seconds": time.process_time() - begin})
            print(log[-1], flush=True)
        if number in marks:
            kept |= {f"{cell}_{number}/{k}": p.astype("f2") for k, p in params.items()}
        if number == last:
            return log, kept
    raise AssertionError("a course never ends")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, help="no more than so many of each network")
    epochs = parser.parse_args(arguments).epochs
    if epochs is not None and epochs < 1:
        parser.error(f"--epochs is {epochs}; it must be at least 1")
    results, weights = [], {}
    for cell in char_rnn.CELLS:
        log, kept = trained(cell, epochs)
        results += log
        weights |= kept
    if epochs is None:
        np.savez(char_rnn.WEIGHTS, allow_pickle=False, **weights)
    names = ("running", "learned", "held_out")
    rows = [
        [
            one["cell"],
            one["epoch"],
            *(f"{one[k]:.3f}" for k in names),
            f"{one['seconds']:.0f}",
        ]
        for one in results
    ]
    text = report.table(COLUMNS, rows)
    report.write("kinematics", text, epochs is None, results=results)


if __name__ == "__main__":
    main()
