"""Files: arrays by name in one ``.npz`` file, which NumPy alone can read.

Nothing is pickled, so that opening a file from elsewhere runs no code.  A file is written
beside its place and then moved there: whoever looks finds the old one or the new, whole.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/model.npz", {"W": np.eye(2), "b": np.zeros(2)})
    ...     load(f"{folder}/model.npz")["b"]
    array([0., 0.])
"""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .arrays import Params, finite


def save(path: str | Path, params: Params) -> None:
    """Write parameters; `load` gives them back, bit for bit.

    Parameters
    ----------
    path : path
        Such as ``"model.npz"``.  Its folder must exist; a file that is there is replaced.
    params : dict of ndarray
        By name, in any precision.

    Raises
    ------
    ValueError
        If there is no parameter, or if a name is no text or a number is not finite.
    """
    write(path, named_arrays("the parameters", params))


def load(path: str | Path) -> Params:
    """Read parameters that `save` wrote, or ``numpy.savez``.

    Raises
    ------
    ValueError
        If the file is damaged, holds no parameters or anything but finite numbers, or is
        the checkpoint of a training.
    FileNotFoundError
        If there is no such file.
    """
    entries = read(path, "file of parameters")
    if "format" in entries:
        raise ValueError(
            f"{path} has the format {entries['format']}; use checkpoints.load, whose "
            "snapshot holds the parameters"
        )
    return named_arrays(str(path), entries)


def named_arrays(what: str, params: Mapping[str, Any]) -> Params:
    """Give arrays by name, and insist on at least one, of finite numbers."""
    if not isinstance(params, Mapping) or not params:
        raise ValueError(f"{what}: at least 1 array by name is needed")
    for name, value in params.items():
        if not isinstance(name, str) or not name:
            raise ValueError(f"{what}: {name!r} is no name of a parameter")
        finite(f"{what}: {name}", np.asarray(value))
    return {name: np.asarray(value) for name, value in params.items()}


def write(path: str | Path, entries: Mapping[str, np.ndarray]) -> None:
    """Write arrays by name, all or nothing."""
    path = Path(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        with open(draft, "wb") as file:
            np.savez(file, allow_pickle=False, **entries)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: str | Path, kind: str) -> dict[str, np.ndarray]:
    """Read all arrays of a file that should be of this kind."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(file.items())
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, MemoryError) as wrong:
        raise ValueError(f"{path} is damaged: {wrong}") from None
    except Exception as wrong:  # a foreign file may raise anything
        raise ValueError(f"{path} is not a {kind}: {wrong}") from None
