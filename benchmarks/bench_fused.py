"""How fast `unrolled.fused` trains, beside others, on one thread in float32.

    python benchmarks/bench_fused.py [--sizes S,K1,K16,M,L] [--cells rnn,lstm,gru]

Every peer lives in a process of its own, pinned to one core; only one computes at a time,
in rounds A B C, C B A.  Given is the median of the time of the peer over ours *in the same
round*, with quartiles: above 1, ours is faster.  A peer that is not installed is left out
and named.  Writes ``benchmarks/results/fused.md`` and ``fused.json``.
"""

import argparse
import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from peers import SIZES, batches, parameters

RESULTS = Path(__file__).parent / "results"
PEERS = ["fused", "torch_eager", "jax_scan", "textbook", "char_rnn", "products"]
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}  # fmt: skip
BLOCK = 0.06  # seconds that one peer computes in one round


def memory() -> float:
    """Give the largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def work(peer: str, size_name: str, cell: str) -> None:
    """Be the process of one peer: for each number n read, time n training steps."""
    size, data = SIZES[size_name], batches(SIZES[size_name])
    try:
        module = importlib.import_module(f"peers.{peer}")
        before = memory()
        step = module.make(size, cell, parameters(size, cell))
        losses = [float(step(*data[k])) for k in range(3)]
    except Exception as error:  # a peer that is missing must not end the others
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
        return
    print(json.dumps({"losses": losses, "memory": memory() - before}), flush=True)
    k = 3
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            step(*data[k % len(data)])
            k += 1
        print((time.perf_counter() - start) / int(line), flush=True)


class Worker:
    """A peer's process."""

    def __init__(self, peer: str, size: str, cell: str) -> None:
        self.peer, core = peer, max(os.sched_getaffinity(0))
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--work", peer, size, cell],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=os.environ | ONE_THREAD,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )  # fmt: skip
        self.facts = json.loads(self._line() or '{"error": "the process ended"}')

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def run(self, steps: int) -> float:
        """Give the seconds of one training step, over `steps` of them."""
        assert self.process.stdin
        print(steps, file=self.process.stdin, flush=True)
        return float(self._line())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def compare(size: str, cell: str, rounds: int) -> dict[str, Any]:
    """Measure all peers at one size with one cell."""
    fits = [p for p in PEERS if p != "char_rnn" or (cell == "rnn" and size in "SC")]
    workers = [Worker(peer, size, cell) for peer in fits]
    facts = {w.peer: w.facts for w in workers}
    ready = [w for w in workers if "error" not in w.facts]
    steps = {w.peer: max(1, min(5000, int(BLOCK / w.run(2)))) for w in ready}
    times: dict[str, list[float]] = {w.peer: [] for w in ready}
    for n in range(rounds):
        for w in ready if n % 2 == 0 else reversed(ready):
            times[w.peer].append(w.run(steps[w.peer]))
    for w in workers:
        w.close()
    rows = {}
    for peer, seconds in times.items():
        ratios = [a / b for a, b in zip(seconds, times["fused"], strict=True)]
        low, _, high = quantiles(ratios, n=4)
        rows[peer] = facts[peer] | {
            "ms": 1e3 * median(seconds), "ratio": median(ratios), "low": low, "high": high,
        }  # fmt: skip
    missing = {peer: f["error"] for peer, f in facts.items() if "error" in f}
    return {"size": size, "cell": cell, "rows": rows, "missing": missing}


def markdown(results: list[dict[str, Any]]) -> str:
    """Write the table."""
    peers = PEERS[1:-1]
    head = ["size", "cell", "ours, ms", *peers, "ours / bare products"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for result in results:
        rows = result["rows"]
        cells = [result["size"], result["cell"], f"{rows['fused']['ms']:.3g}"]
        for peer in peers:
            row = rows.get(peer)
            shown = (
                f"{row['ratio']:.2f} [{row['low']:.2f}–{row['high']:.2f}]" if row else "–"
            )
            cells.append(shown)
        cells.append(f"{1 / rows['products']['ratio']:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="S,C,K1,K16,M,L")
    parser.add_argument("--cells", default="rnn,lstm,gru")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--work", nargs=3)
    chosen = parser.parse_args()
    if chosen.work:
        work(*chosen.work)
        return
    results = []
    for size in chosen.sizes.split(","):
        for cell in chosen.cells.split(","):
            if size == "C" and cell != "rnn":
                continue  # the size of min-char-rnn, which is a plain network
            results.append(compare(size, cell, chosen.rounds))
            print(
                markdown(results[-1:]).splitlines()[-1], results[-1]["missing"], flush=True
            )
    RESULTS.mkdir(exist_ok=True)
    about = {"numpy": np.__version__, "python": platform.python_version()}
    text = "Time of the peer over ours, one thread, float32; above 1, ours is faster.\n\n"
    (RESULTS / "fused.md").write_text(text + markdown(results))
    (RESULTS / "fused.json").write_text(json.dumps({**about, "results": results}, indent=1))


if __name__ == "__main__":
    main()
