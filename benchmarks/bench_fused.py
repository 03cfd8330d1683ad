"""How fast `unrolled.fused` trains, beside others, on one thread.

    python benchmarks/bench_fused.py [--sizes S,K1] [--cells lstm] [--kinds float64]

One training step is: forward, loss, all gradients, clipping by global norm, update.  Given
is the median of the time of the peer over ours *in the same round*, with quartiles: above
1, ours is faster.  `make peers` installs the peers; one that is missing is named.
"""

import argparse
from statistics import median, quantiles
from time import process_time
from timeit import repeat
from typing import Any

import numpy as np
import report
from peers import SIZES
from workers import PEERS, Task, interleaved, start

CELLS = ["rnn", "lstm", "gru"]
KINDS = {  # of rows: precision, optimizer, sizes, peers
    "float32": ("float32", "sgd", "S C K1 K16 M L", PEERS),
    "float64": ("float64", "sgd", "C K1 K16 M", PEERS),
    "Adam": ("float32", "adam", "S K1 M L", PEERS[:3]),
}
AGREE = {"float32": 1e-5, "float64": 1e-12}  # relative difference of the first losses
AFTER = 1e-2  # of those after updates: PyTorch learns a second bias, so moves twice as far


def compare(size: str, cell: str, kind: str, rounds: int) -> dict[str, Any]:
    """Measure all peers at one size with one cell."""
    dtype, optimizer, _, peers = KINDS[kind]
    fits = [p for p in peers if p != "char_rnn" or (cell == "rnn" and size in "SC")]
    workers, missing = start(fits, Task(SIZES[size], cell, dtype, optimizer))
    times = interleaved(workers, rounds)
    rows: dict[str, Any] = {}
    for worker, seconds in zip(workers, times, strict=True):
        worker.close()
        same_work(workers[0].facts["losses"], worker, AGREE[dtype])
        ratios = [a / b for a, b in zip(seconds, times[0], strict=True)]
        low, _, high = quantiles(ratios, n=4)
        rows[worker.peer] = {
            "ms": 1e3 * median(seconds), "ratio": median(ratios), "low": low, "high": high,
        }  # fmt: skip
    return {"kind": kind, "size": size, "cell": cell, "rows": rows, "missing": missing}


def same_work(losses: list[float], worker: Any, tolerance: float) -> None:
    """Insist that a peer trains the same model: its losses are ours."""
    found = worker.facts["losses"]
    first, *after = (abs(a - b) / abs(b) for a, b in zip(found, losses, strict=True))
    if worker.peer != "products" and not (first < tolerance and max(after) < AFTER):
        raise SystemExit(f"{worker.peer} has the losses {found}; ours are {losses}")


def shown(result: dict[str, Any]) -> list[str]:
    """Write one line of the table."""
    rows = result["rows"]
    line = [result["size"], result["cell"], f"{rows['fused']['ms']:.3g}"]
    for peer in PEERS[1:-1]:
        row = rows.get(peer)
        text = f"{row['ratio']:.2f} [{row['low']:.2f}–{row['high']:.2f}]" if row else "–"
        line.append(text)
    bound = rows.get("products")
    return [*line, f"{1 / bound['ratio']:.2f}" if bound else "–"]


def tables(results: list[dict[str, Any]]) -> str:
    """Write a table for each kind of row."""
    head = ["size", "cell", "ours, ms", *PEERS[1:-1], "ours / bare products"]
    text = "Time of the peer over ours, one thread; above 1, ours is faster.\n"
    for kind in KINDS:
        if own := [shown(r) for r in results if r["kind"] == kind]:
            text += f"\n{kind}\n\n" + report.table(head, own)
    return text


def price_of_a_call() -> float:
    """Measure what NumPy takes to add three numbers to three, in microseconds."""
    names, n = {"add": np.add, "a": np.ones(3), "b": np.ones(3)}, 100_000
    times = repeat("add(a, a, b)", timer=process_time, number=n, globals=names)
    return 1e6 * min(times) / n


def problems() -> dict[str, Any]:
    """Say what else the book tells: the sizes by name, and the price of a call."""
    sizes = {name: size._asdict() for name, size in SIZES.items()}
    return {"sizes": sizes, "call": price_of_a_call()}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--cells", default=",".join(CELLS))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--rounds", type=int, default=11)
    chosen = parser.parse_args()
    results = []
    for kind in chosen.kinds.split(","):
        for size in chosen.sizes.split(","):
            for cell in chosen.cells.split(","):
                plain = size == "C" and cell != "rnn"  # that of min-char-rnn
                if size in KINDS[kind][2].split() and not plain:
                    results.append(compare(size, cell, kind, chosen.rounds))
                    print(kind, *shown(results[-1]), results[-1]["missing"], flush=True)
    default = parser.parse_args([])
    everything = all(getattr(chosen, k) == v for k, v in vars(default).items())
    whole = everything and not any(r["missing"] for r in results)
    report.write("fused", tables(results), whole, **problems(), results=results)


if __name__ == "__main__":
    main()
