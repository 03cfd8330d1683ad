"""How the cost of a training step grows with T, B and H, each doubled again and again.

The exponent between two sizes is the binary logarithm of the ratio of their times, in the
same round; 1 is linear.  Where the price of a call of NumPy outweighs its work, it is
below what the number of operations says.
"""

from itertools import pairwise
from math import log2
from statistics import median
from typing import Any

import report
from peers import Size
from workers import Task, interleaved, start

CELLS = ["rnn", "lstm", "gru"]
AROUND = Size(K=65, H=128, T=100, B=32)
AXES = {
    "T": [25, 50, 100, 200, 400],
    "B": [1, 2, 4, 8, 16, 32, 64],
    "H": [32, 64, 128, 256, 512],
    "H, one sequence": [32, 64, 128, 256, 512],
}
ROUNDS = 7


def exponents(axis: str, cell: str) -> list[float]:
    """Measure one cell along one axis; give an exponent for each doubling."""
    around = AROUND._replace(B=1) if "one" in axis else AROUND
    workers = []
    for value in AXES[axis]:
        task = Task(around._replace(**{axis[0]: value}), cell)
        ready, missing = start(["fused"], task)
        if missing:
            raise SystemExit(f"{cell} at {axis} = {value}: {missing['fused']}")
        workers += ready
    times = interleaved(workers, ROUNDS)
    for worker in workers:
        worker.close()
    return [
        median(log2(b / a) for a, b in zip(small, large, strict=True))
        for small, large in pairwise(times)
    ]


def main() -> None:
    """Measure and write."""
    results: list[dict[str, Any]] = []
    for axis, values in AXES.items():
        found = {cell: exponents(axis, cell) for cell in CELLS}
        for k, pair in enumerate(pairwise(values)):
            own = {cell: found[cell][k] for cell in CELLS}
            results.append({"axis": axis, "from": pair[0], "to": pair[1], **own})
            print(results[-1], flush=True)
    head = ["axis", "from", "to", *CELLS]
    lines = [[r["axis"], r["from"], r["to"], *(f"{r[c]:.2f}" for c in CELLS)]
             for r in results]  # fmt: skip
    size = ", ".join(f"{name} = {value}" for name, value in AROUND._asdict().items())
    text = f"Local exponents of the time of one training step, around {size}; float32.\n\n"
    report.write("growth", text + report.table(head, lines), True, results=results)


if __name__ == "__main__":
    main()
