"""Time one update of a network as a page replays it, beside the same written by hand.

    python benchmarks/bench_update.py

A training update of 75 units over 25 letters of 54: forward, loss, the whole way back, and
a step down for every weight.  It is replayed in full, with every value on the way, and for
its results alone, as a training in a page does; `hand_written.mjs` is the loop over typed
arrays that a programmer would write for this network and no other.  All run in one process
and take turns, in Node and then in Chromium.  The target: within 1.5 times of the loop.
After ``make peers``, TensorFlow.js and recurrent-js take part, too (`page_peers.mjs`).
"""

import gzip
import json
import shutil
import subprocess
import sys
from types import ModuleType
from typing import Any

import numpy as np
import report
from in_page import in_page
from report import HERE

from unrolled import gru, language_model, lstm, one_hot, rnn
from unrolled.recording import Program, Recorder
from unrolled.recording.packed import packed

H, K, T, RATE = 75, 54, 25, 0.1
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
COLUMNS = ["in", "cell", "nodes", "compressed", "opening"]
COLUMNS += ["all values", "results alone", "by hand", "ratio"]
PEERS = {
    "tfjs_cpu": "TensorFlow.js, CPU",
    "tfjs_wasm": "TensorFlow.js, WASM",
    "recurrent_js": "recurrent-js",
}
BUILT = HERE.parent / "_build" / "bench" / "page_peers.mjs"


def recorded(cell: ModuleType, params: dict[str, Any], ids: np.ndarray) -> Program:
    """Record one update."""
    recorder = Recorder()
    traced = recorder.parameters(params)
    xs = recorder.sequence("input", "x", one_hot(ids[:-1], K))
    ys = recorder.sequence("target", "y", one_hot(ids[1:], K))
    done = language_model.run(cell, traced, xs, ys, cell.zero_state(params))
    new = {f"{n}_next": p - RATE * done.gradients[n] for n, p in traced.items()}
    return recorder.program({"done": done, **new})


def item(name: str) -> dict[str, Any]:
    """Say what to time."""
    cell, ids = CELLS[name], np.random.default_rng(0).integers(0, K, T + 1)
    params = language_model.init(cell, 0, K, H)
    program = recorded(cell, params, ids)
    leaves = {leaf["name"]: leaf["node"] for leaf in program.data["leaves"]}
    page = json.dumps(packed(program.data), separators=(",", ":"))
    fed = [[program.data["outputs"][f"{n}_next"], leaves[n]] for n in params]
    return {
        "cell": name,
        "program": page,
        "kilobytes": len(gzip.compress(page.encode(), 9)) / 1000,
        "fed": fed,
        "params": {n: p.ravel().tolist() for n, p in params.items()},
        "xs": ids[:-1].tolist(),
        "ys": ids[1:].tolist(),
        "sizes": {"T": T, "H": H, "K": K},
        "rate": RATE,
        "nodes": len(program.data["nodes"]),
    }


def in_node(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measure in one Node process."""
    node = shutil.which("node")
    if node is None:
        sys.exit("Node.js is needed to time the replay, and `node` is not found")
    timer = [node, str(HERE / "update.mjs")]
    done = subprocess.run(timer, input=json.dumps(items), capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def in_chromium(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measure in one page."""
    time = """async ([items, peers]) => {
      const { measured } = await import("/benchmarks/update_ways.mjs");
      const { peersOf } = peers ? await import("/_build/bench/page_peers.mjs") : {};
      const others = peers && ((item) => peersOf(item, "/_build/bench/"));
      const found = [];
      for (const item of items)
        found.push(await measured(item, () => performance.now(), others));
      return found; }"""
    return in_page(time, [[items, BUILT.exists()]])[0]


def main() -> None:
    """Measure and write."""
    items = [item(name) for name in CELLS]
    lines, results = [], []
    for where, times in (("Node", in_node(items)), ("Chromium", in_chromium(items))):
        for found, asked in zip(times, items, strict=True):
            ms = [f"{found[way]:.2f} ms" for way in ("plain", "quick", "hand")]
            others = [f"{found[way]:.1f} ms" for way in PEERS if way in found]
            size = f"{asked['kilobytes']:.0f} kB"
            line = [where, found["cell"], asked["nodes"], size, f"{found['open']:.0f} ms"]
            lines.append([*line, *ms, f"{found['ratio']:.2f}", *others])
            results.append(found | {"where": where, "nodes": asked["nodes"]})
    sizes = {"H": H, "K": K, "T": T}
    whole = BUILT.exists()
    text = report.table([*COLUMNS, *(PEERS.values() if whole else ())], lines)
    report.write("update", text, whole, results=results, sizes=sizes)


if __name__ == "__main__":
    main()
