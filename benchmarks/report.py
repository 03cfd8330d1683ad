"""Results: as a table for people, as JSON for the book, and where they are kept.

A whole run goes to ``benchmarks/results``, which is in the repository and in the book.  A
run that left something out, because a peer is not installed or only a part was asked for,
goes to ``_build/bench`` and overwrites nothing that was measured.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from workers import ENVIRONMENT

HERE = Path(__file__).parent
WHOLE, PART = HERE / "results", HERE.parent / "_build" / "bench"


def about() -> dict[str, Any]:
    """Say when and on what it was measured."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]  # type: ignore[index]
    installed = {d.metadata["Name"].lower(): d.version for d in metadata.distributions()}
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "blas": f"{blas['name']} {blas['version']} ({kernels()})",
        **{name: installed.get(name) for name in ("numpy", "torch", "jax")},
    }


def kernels() -> str:
    """Name the processor whose kernels NumPy's matrix library takes, as it says itself."""
    loud = ENVIRONMENT | {"OPENBLAS_VERBOSE": "2"}
    load = [sys.executable, "-c", "import numpy"]
    said = subprocess.run(load, env=loud, capture_output=True, text=True, check=True)
    cores = (
        line.split(":")[1].strip() for line in said.stderr.split("\n") if "Core:" in line
    )
    return f"{next(cores, 'unnamed')} kernels"


def measured(told: dict[str, Any]) -> str:
    """Write `about` as a sentence."""
    versions = [f"{name} {told[name]}" for name in ("numpy", "torch", "jax") if told[name]]
    on = f"{told['processor']} with {told['cores']} cores, Python {told['python']}"
    return f"Measured on {told['date']}: {on}, {', '.join([*versions, told['blas']])}."


def processor() -> str:
    """Name the processor as the system does."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    return next(named, platform.processor() or platform.machine())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def write(name: str, text: str, whole: bool, **data: Any) -> None:
    """Write ``name.md`` and ``name.json``, print the table and say where it is."""
    folder = WHOLE if whole else PART
    folder.mkdir(parents=True, exist_ok=True)
    told = about()
    (folder / f"{name}.md").write_text(f"{text}\n{measured(told)}\n", encoding="utf-8")
    numbers = json.dumps({"about": told, **data}, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(numbers + "\n", encoding="utf-8")
    print(f"\n{text}\nWritten to {folder.relative_to(HERE.parent)}/{name}.md and .json\n")
