"""Time how a page replays the worked example.

    python benchmarks/bench_replay.py

Times are medians in Node, in microseconds: of a full replay, of one edited weight with
all that depends on it, and of one step of gradient descent, whose results are fed back
into its leaves.  The targets are 100 µs and 40 kB.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import report

from unrolled import helo, language_model, rnn
from unrolled.recording import Program, Recorder

TIMER = Path(__file__).parent / "replay.mjs"
COLUMNS = [
    "program",
    "nodes",
    "kB of JSON",
    "compile",
    "replay",
    "one weight (nodes)",
    "training step",
]


def training_step() -> Program:
    """Record one step of gradient descent on the worked example."""
    recorder = Recorder()
    params = recorder.parameters(helo.parameters())
    rate = recorder.leaf("hyperparameter", "rate", 0.1)
    xs = recorder.sequence("input", "x", list(helo.VOCABULARY.one_hot(helo.INPUTS)))
    ys = recorder.sequence("target", "y", list(helo.VOCABULARY.one_hot(helo.TARGETS)))
    done = language_model.run(rnn, params, xs, ys, rnn.zero_state(helo.parameters()))
    new = {f"{name}_next": p - rate * done.gradients[name] for name, p in params.items()}
    return recorder.program({"L": done.L, **new})


def item(name: str, program: Program) -> dict[str, Any]:
    """Say what to time: an edit of W, and the step if the program has one."""
    data = json.loads(program.to_json())
    leaves = {leaf["name"]: leaf["node"] for leaf in data["leaves"]}
    outputs = data["outputs"]
    results = {name: outputs.get(f"{name}_next") for name in leaves}
    feed = [[node, leaves[name]] for name, node in results.items() if node is not None]
    return {"name": name, "program": data, "edit": leaves["W"], "feed": feed or None}


def measure(programs: dict[str, Program]) -> list[dict[str, Any]]:
    """Time all programs in one Node process."""
    node = shutil.which("node")
    if node is None:
        sys.exit("Node.js is needed to time the replay, and `node` is not found")
    items = json.dumps([item(name, program) for name, program in programs.items()])
    done = subprocess.run([node, str(TIMER)], input=items, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    """Measure and write."""
    programs = {
        "forward": helo.program(),
        "forward, loss and gradients": helo.program(backward=True),
        "the same and an update": training_step(),
    }
    results, lines = measure(programs), []
    for times in results:
        program = programs[times["name"]]
        line = [
            times["name"],
            len(program.data["nodes"]),
            f"{len(program.to_json().encode()) / 1000:.1f}",
            f"{times['compile']:.0f} µs",
            f"{times['run']:.1f} µs",
            f"{times['edit']:.1f} µs ({times['recomputed']})",
            "" if times["train"] is None else f"{times['train']:.1f} µs",
        ]
        lines.append(line)
    report.write("replay", report.table(COLUMNS, lines), True, results=results)


if __name__ == "__main__":
    main()
