"""How much memory each time step costs: resident growth from T = 100 to T = 1600.

Each peer trains three steps in a process of its own, at size M but for T.  Memory is
linear in T B H, and the constant is given as numbers for each unit, step and sequence.
"""

from typing import Any

import report
from peers import SIZES
from workers import Task, start

PEERS = ["fused", "textbook", "torch_eager", "jax_scan"]
CELLS = ["rnn", "lstm", "gru"]
SHORT, LONG = 100, 1600
BYTES = 4  # of a float32


def grown(peer: str, cell: str, T: int) -> float:
    """Give the MB by which the process grew, or NaN if the peer is missing."""
    workers, _ = start([peer], Task(SIZES["M"]._replace(T=T), cell))
    for worker in workers:
        worker.close()
    return workers[0].facts["memory"] if workers else float("nan")


def measure(peer: str, cell: str) -> dict[str, Any]:
    """Measure one peer with one cell."""
    low, high = grown(peer, cell, SHORT), grown(peer, cell, LONG)
    step = (high - low) * 2**20 / (LONG - SHORT)
    numbers = step / (BYTES * SIZES["M"].B * SIZES["M"].H)
    return {"peer": peer, "cell": cell, "MB": low, "step": step, "numbers": numbers}


def main() -> None:
    """Measure and write."""
    results = [measure(peer, cell) for peer in PEERS for cell in CELLS]
    found = [r for r in results if r["MB"] == r["MB"]]
    head = ["peer", "cell", f"MB at T = {SHORT}", "kB per time step", "numbers per unit"]
    lines = [
        (r["peer"], r["cell"], f"{r['MB']:.0f}", f"{r['step'] / 1e3:.0f}",
         f"{r['numbers']:.1f}") for r in found
    ]  # fmt: skip
    text = f"Resident memory at size M, T from {SHORT} to {LONG}; float32.\n\n"
    whole = len(found) == len(results)
    report.write("memory", text + report.table(head, lines), whole, results=found)


if __name__ == "__main__":
    main()
