"""A peer in a process of its own: pinned to one core, with one thread, timed on request.

Given is the time that the processor worked for the process, with all its threads: on a
quiet core, what a clock on the wall shows.  Measure on a quiet machine all the same: where
others push a process aside, those with threads of their own (JAX) pay for it in work too.

Each library chooses its kernels for this processor, as it does for a reader.  A shell that
asks one of them for another processor's (``OPENBLAS_CORETYPE``) would halve its speed, and
is not heard; `report` tells which ones NumPy has.
"""

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from peers import Size, batches, parameters

HERE = Path(__file__).parent
PEERS = ["fused", "torch_eager", "jax_scan", "textbook", "char_rnn", "products"]
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}  # fmt: skip
OTHER_KERNELS = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in OTHER_KERNELS} | ONE_THREAD
BLOCK = 0.06  # seconds that one peer computes in one round


def library_of(root: Path) -> dict[str, str]:
    """Give the environment in which `unrolled` is the library in a checkout."""
    return ENVIRONMENT | {"PYTHONPATH": str(root / "lib")}


class Task(NamedTuple):
    """What is trained: a problem, a cell, a precision and an optimizer."""

    size: Size
    cell: str
    dtype: str = "float32"
    optimizer: str = "sgd"


class Worker:
    """A peer's process, from its start to `close`; of the checkout in `root`."""

    def __init__(self, peer: str, task: Task, root: Path = HERE.parent) -> None:
        self.peer, core = peer, max(os.sched_getaffinity(0))
        self.process = subprocess.Popen(
            [sys.executable, str(root / "benchmarks/workers.py"), peer, json.dumps(task)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=library_of(root),
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )  # fmt: skip
        self.facts = json.loads(self._line() or '{"error": "the process ended"}')
        self.steps = 1

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def run(self) -> float:
        """Give the seconds of one training step, over `steps` of them."""
        assert self.process.stdin
        print(self.steps, file=self.process.stdin, flush=True)
        return float(self._line())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def start(peers: list[str], task: Task) -> tuple[list[Worker], dict[str, str]]:
    """Start those peers that run, ready to be timed; say why the others do not."""
    workers = [Worker(peer, task) for peer in peers]
    ready = [w for w in workers if "error" not in w.facts]
    missing = {w.peer: w.facts["error"] for w in workers if "error" in w.facts}
    for w in workers:
        if "error" in w.facts:
            w.close()
    return ready, missing


def interleaved(workers: list[Worker], rounds: int) -> list[list[float]]:
    """Time the workers in rounds A B C, C B A, one at a time; give a list for each."""
    for w in workers:
        w.steps = max(1, min(5000, int(BLOCK / w.run())))
    times: list[list[float]] = [[] for _ in workers]
    for n in range(rounds):
        order = list(zip(workers, times, strict=True))
        for w, own in order if n % 2 == 0 else reversed(order):
            own.append(w.run())
    return times


def memory(peak: bool) -> float:
    """Give this process's resident memory, now or at its peak, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():  # not Linux: only the peak is known
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    key = "VmHWM:" if peak else "VmRSS:"
    line = next(s for s in status.read_text().splitlines() if s.startswith(key))
    return int(line.split()[1]) / 1024


def work(peer: str, task: Task) -> None:
    """Be the process of one peer: for each number n read, time n training steps."""
    data = batches(task.size)
    params = parameters(task.size, task.cell)
    params = {name: p.astype(task.dtype) for name, p in params.items()}
    other = {} if task.optimizer == "sgd" else {"optimizer": task.optimizer}
    try:
        module = importlib.import_module(f"peers.{peer}")
        before = memory(peak=False)
        step = module.make(task.size, task.cell, params, **other)
        losses = [float(step(*data[k])) for k in range(3)]
    except Exception as error:  # a peer that is missing must not end the others
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
        return
    grown = memory(peak=True) - before
    print(json.dumps({"losses": losses, "memory": grown}), flush=True)
    k = 3
    for line in sys.stdin:
        begin = time.process_time()
        for _ in range(int(line)):
            step(*data[k % len(data)])
            k += 1
        print((time.process_time() - begin) / int(line), flush=True)


if __name__ == "__main__":
    size, *rest = json.loads(sys.argv[2])
    np.seterr(all="ignore")
    work(sys.argv[1], Task(Size(*size), *rest))
