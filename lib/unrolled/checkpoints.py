"""Checkpoints: all that a training needs to go on bit for bit, in one ``.npz`` file.

Each array is an entry of its own, ``params/W``, ``memory/m_W``, ``state/0``; nothing is
pickled, so that opening a file from elsewhere runs no code.  A file is written beside its
place and then moved there: whoever looks finds the old one or the new one, whole.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/one.npz", Snapshot({"b": np.ones(2)}, {"n": 0}, (), 0))
    ...     load(f"{folder}/one.npz").snapshot.params["b"]
    array([1., 1.])
"""

import json
import os
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .cell import Params, State, finite
from .optimizers import Memory

FORMAT = "unrolled-checkpoint/1"


class Snapshot(NamedTuple):
    """All that the next update depends on, beside the text and the settings."""

    params: Params
    memory: Memory  # of the optimizer
    state: State  # that is carried: parts (B, H), or () before the first window
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
    """
    path = Path(path)
    arrays: dict[str, Any] = {
        "format": np.array(FORMAT),
        "about": np.array(json.dumps(about)),
    }
    arrays |= {f"params/{name}": value for name, value in snapshot.params.items()}
    arrays |= {f"memory/{name}": value for name, value in snapshot.memory.items()}
    arrays |= {f"state/{i}": part for i, part in enumerate(snapshot.state)}
    arrays["number"] = np.array(snapshot.number)
    for name, value in arrays.items():
        if name not in ("format", "about"):
            finite(name, np.asarray(value))
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        with open(draft, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: str | Path) -> Checkpoint:
    """Read a checkpoint.

    Raises
    ------
    ValueError
        If the file is damaged or no checkpoint, or if its arrays do not fit together.
    FileNotFoundError
        If there is no such file.
    """
    entries = _entries(path)
    found = str(entries.get("format"))
    if found != FORMAT:
        raise ValueError(f"{path} has the format {found}; a checkpoint has {FORMAT}")
    try:
        about, number = json.loads(str(entries["about"])), int(entries["number"])
        params, memory, state = (
            _part(entries, f"{p}/") for p in ("params", "memory", "state")
        )
        # a plain number again: NumPy's own would turn float32 parameters into float64
        memory = {k: int(v) if k == "n" else v for k, v in memory.items()}
        parts = tuple(state[k] for k in sorted(state, key=int))
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{path} is damaged: {wrong}") from None
    snapshot = Snapshot(params, memory, parts, number)
    _whole(path, snapshot)
    return Checkpoint(snapshot, about)


def _entries(path: str | Path) -> dict[str, np.ndarray]:
    """Read all arrays of a file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(file.items())
    except FileNotFoundError:
        raise
    except (ValueError, OSError, EOFError, AttributeError, TypeError) as wrong:
        raise ValueError(f"{path} is not a checkpoint: {wrong}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError) as wrong:
        raise ValueError(f"{path} is damaged: {wrong}") from None


def _part(entries: dict[str, np.ndarray], prefix: str) -> dict[str, Any]:
    return {k.removeprefix(prefix): v for k, v in entries.items() if k.startswith(prefix)}


def _whole(path: str | Path, snapshot: Snapshot) -> None:
    """Insist that a snapshot could have been written by `save`."""
    params, memory, state, number = snapshot
    if not params or number < 0:
        raise ValueError(
            f"{path} has {len(params)} parameters after {number} updates; at least 1 "
            "after at least 0 are needed"
        )
    for name, value in [*params.items(), *memory.items(), *enumerate(state)]:
        finite(f"{path}: {name}", np.asarray(value))
    for key, value in memory.items():
        name = key.partition("_")[2]
        if name in params and np.shape(value) != params[name].shape:
            raise ValueError(
                f"{path}: memory {key} has shape {np.shape(value)}; "
                f"{name} has {params[name].shape}"
            )
