"""Checkpoints: all that a training needs to go on bit for bit, in one ``.npz`` file.

Each array is an entry of its own, ``params/W``, ``optimizer/m_W``, ``state/h``; how a
file is written says `unrolled.files`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/one.npz", Snapshot({"b": np.ones(2)}, {"n": 0}, {}, 0))
    ...     load(f"{folder}/one.npz").snapshot.params["b"]
    array([1., 1.])
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .. import files
from ..arrays import Params, finite
from .optimizers import OptimizerState

FORMAT = "unrolled-checkpoint/2"


class Snapshot(NamedTuple):
    """All that the next update depends on, beside the text and the settings."""

    params: Params
    optimizer_state: OptimizerState
    state: Params  # that is carried, by name: (B, H); nothing before the first window
    number: int  # updates so far


class Checkpoint(NamedTuple):
    """A snapshot, and what its writer told about it."""

    snapshot: Snapshot
    about: dict[str, Any]


def save(path: str | Path, snapshot: Snapshot, **about: Any) -> None:
    """Write a checkpoint.

    Parameters
    ----------
    path : path
        Its folder must exist; a file that is there is replaced.
    snapshot : Snapshot
        From an `unrolled.training.Update`.
    **about
        What to remember beside it, as JSON can hold it: ``vocabulary="helo"``.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> import tempfile
    >>> from unrolled import helo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/a.npz", Snapshot(helo.parameters(), {}, {}, 0), letters="helo")
    ...     print(load(f"{folder}/a.npz").about)
    {'letters': 'helo'}
    """
    arrays: dict[str, Any] = {
        "format": np.array(FORMAT),
        "about": np.array(json.dumps(about)),
    }
    arrays |= {f"params/{name}": value for name, value in snapshot.params.items()}
    arrays |= {f"optimizer/{name}": p for name, p in snapshot.optimizer_state.items()}
    arrays |= {f"state/{name}": part for name, part in snapshot.state.items()}
    arrays["number"] = np.array(snapshot.number)
    for name, value in arrays.items():
        if name not in ("format", "about"):
            finite(name, np.asarray(value))
    files.write(path, arrays)


def load(path: str | Path) -> Checkpoint:
    """Read a checkpoint.

    Raises
    ------
    ValueError
        If the file is damaged or no checkpoint, or if its arrays do not fit together.
    FileNotFoundError
        If there is no such file.
    """
    entries = files.read(path, "checkpoint")
    found = str(entries.get("format"))
    if found != FORMAT:
        raise ValueError(f"{path} has the format {found}; a checkpoint has {FORMAT}")
    try:
        about, number = json.loads(str(entries["about"])), _number(entries["number"])
        params, slots, state = (
            _part(entries, f"{p}/") for p in ("params", "optimizer", "state")
        )
        slots = {k: _number(v) if k == "n" else v for k, v in slots.items()}
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{path} is damaged: {wrong}") from None
    if not isinstance(about, dict):
        raise ValueError(f"{path} is damaged: about is {about!r}; it must be a dict")
    snapshot = Snapshot(params, slots, state, number)
    _whole(path, snapshot)
    return Checkpoint(snapshot, about)


def _number(entry: np.ndarray) -> int:
    """Read a plain number: NumPy's own would turn float32 parameters into float64."""
    if entry.shape != () or entry.dtype.kind not in "iu" or entry < 0:
        raise ValueError(f"a number of updates is {entry!r}")
    return int(entry)


def _part(entries: dict[str, np.ndarray], prefix: str) -> dict[str, Any]:
    return {k.removeprefix(prefix): v for k, v in entries.items() if k.startswith(prefix)}


def _whole(path: str | Path, snapshot: Snapshot) -> None:
    """Insist that a snapshot could have been written by `save`."""
    params, slots, state, _ = snapshot
    if not params:
        raise ValueError(f"{path} has 0 parameters; at least 1 is needed")
    for name, value in [*params.items(), *slots.items(), *state.items()]:
        finite(f"{path}: {name}", np.asarray(value))
    for key, value in slots.items():
        name = key.partition("_")[2]
        if name in params and np.shape(value) != params[name].shape:
            raise ValueError(
                f"{path}: optimizer {key} has shape {np.shape(value)}; "
                f"{name} has {params[name].shape}"
            )
