"""Compare this state of the project with another: what became faster, what slower.

    git worktree add ../before v1.0
    python benchmarks/beside.py ../before [--only steps,replay,pages] [--rounds 11]

Both take turns in one run: training steps by the fast path and by the equations, replays
of the worked example in Node, and reactions of the widgets that both books have, where both
are built.  Given is the time of the other over ours in the same round, the median with
quartiles: above 1, this state is faster.  Bytes are those of a page's file.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import bench_page
import report
from peers import SIZES
from playwright.sync_api import Browser, sync_playwright
from workers import Task, Worker, interleaved, library_of

OURS = report.HERE.parent
CELLS = ["rnn", "lstm", "gru"]
SIZES_OF = {"fused": ["S", "K1", "K16", "M", "L"], "textbook": ["S", "K1"]}
REPLAYS = """
import json, bench_replay as bench
from unrolled import helo
both = {"forward": helo.program(), "with gradients": helo.program(backward=True)}
print(json.dumps(bench.measure(both | {"and an update": bench.training_step()})))
"""
Row = tuple[str, str, str]  # what is compared, the ratio, and our median


def row(what: str, ours: list[float], theirs: list[float], unit: str) -> Row:
    """Compare times of the same rounds."""
    low, middle, high = quantiles([b / a for a, b in zip(ours, theirs, strict=True)], n=4)
    return what, f"{middle:.3f} [{low:.3f}–{high:.3f}]", f"{median(ours):.3g} {unit}"


def steps(other: Path, rounds: int) -> Iterator[Row]:
    """Compare training steps."""
    tasks = [(p, s, cell) for p, sizes in SIZES_OF.items() for s in sizes for cell in CELLS]
    for peer, size, cell in tasks:
        workers = [Worker(peer, Task(SIZES[size], cell), root) for root in (OURS, other)]
        if broken := [w.facts["error"] for w in workers if "error" in w.facts]:
            raise SystemExit(f"{peer} {size} {cell}: {broken}")
        ours, theirs = interleaved(workers, rounds)
        for worker in workers:
            worker.close()
        yield row(
            f"{peer} {size} {cell}", *([1e3 * t for t in ts] for ts in (ours, theirs)), "ms"
        )


def replay(other: Path, rounds: int) -> Iterator[Row]:
    """Compare replays of the worked example."""
    times: dict[Path, dict[str, list[float]]] = {
        r: defaultdict(list) for r in (OURS, other)
    }
    for root in [OURS, other] * rounds:
        done = subprocess.run(
            [sys.executable, "-c", REPLAYS],
            cwd=root / "benchmarks", env=library_of(root),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        for program in json.loads(done.stdout):
            for kind in ("compile", "run", "edit", "train"):
                if program[kind] is not None:
                    times[root][f"{program['name']}: {kind}"].append(program[kind])
    for what, ours in times[OURS].items():
        yield row(what, ours, times[other][what], "µs")


def pages(other: Path, rounds: int) -> Iterator[Row]:
    """Compare bytes and reactions of pages that are in both books."""
    books = [root / "_build/html/book" for root in (OURS, other)]
    names = sorted(set.intersection(*({f.name for f in b.glob("*.html")} for b in books)))
    marked = [
        n for n in names if all(bench_page.MARK in (b / n).read_text() for b in books)
    ]
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=bench_page.FLAGS)
        for name in marked:
            mine, its = (books[0] / name).stat().st_size, (books[1] / name).stat().st_size
            yield f"{name}: bytes", f"{its / mine:.3f}", f"{mine / 1000:.0f} kB"
            yield from reactions(browser, [book / name for book in books], rounds)
        browser.close()


def reactions(browser: Browser, files: list[Path], rounds: int) -> Iterable[Row]:
    """Compare what two pages do, for each reaction that both of them have."""
    medians: list[dict[Any, list[float]]] = [defaultdict(list), defaultdict(list)]
    for n in range(rounds):
        for k in (0, 1) if n % 2 else (1, 0):
            times: bench_page.Times = defaultdict(list)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            bench_page.measure(context.new_page(), files[k], times)
            context.close()
            for what, found in times.items():
                medians[k][what].append(median(found))
    for what in sorted(medians[0].keys() & medians[1].keys()):
        ours, theirs = (found[what] for found in medians)
        # What is there in some rounds only is no reaction, and 0 ms have no ratio.
        if len(ours) == len(theirs) and min(*ours, *theirs) > 0:
            yield row(" ".join(what), ours, theirs, "ms")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="another checkout of the project")
    parser.add_argument("--only", default="steps,replay,pages")
    parser.add_argument("--rounds", type=int, default=11)
    chosen = parser.parse_args()
    parts = {"steps": steps, "replay": replay, "pages": pages}
    rows = []
    for part in chosen.only.split(","):
        for found in parts[part](chosen.other.resolve(), chosen.rounds):
            print(*found, flush=True)
            rows.append(found)
    report.write("beside", report.table(["", "theirs / ours", "ours"], rows), False)


if __name__ == "__main__":
    main()
