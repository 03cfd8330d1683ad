"""Copies of the library with a bug in them.

A mutant is a package of its own, compiled from the text of this one after the edits of a
`bugs.Bug`, so that all its modules see the mistake, and `inspect` shows it.
"""

import importlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

from .bugs import bug
from .edits import Edit

# those that `conformance` looks at; what they import is copied along with them
MODULES = (
    "cells.gru",
    "cells.lstm",
    "cells.rnn",
    "gradients.clipping",
    "models.attention",
    "models.embeddings",
    "models.language_model",
    "models.losses",
    "models.seq2seq",
    "models.writing",
    "networks.bptt",
    "networks.network",
    "text.letters",
    "text.streams",
)
PACKAGE = __name__.partition(".")[0]
HERE = Path(__file__).parent.parent  # the package


def original() -> ModuleType:
    """Give the library as it is, with all modules that the checks look at."""
    return _with_modules(PACKAGE)


@cache
def mutant(name: str) -> ModuleType:
    """Load a copy of the library with one bug in it.

    Parameters
    ----------
    name : str
        Of a bug in `bugs.BUGS`.

    Returns
    -------
    module
        The package; its modules are attributes, as in ``unrolled`` itself.

    Raises
    ------
    ValueError
        If there is no such bug, or if the library no longer has a line that it edits.

    Examples
    --------
    >>> import numpy as np
    >>> wrong = mutant("no_nonlinearity")
    >>> params = {"W": np.eye(1), "U": np.eye(1), "b": np.zeros(1)}
    >>> wrong.rnn.step(params, np.array([3.0]), (np.array([1.0]),)).h
    array([4.])
    """
    return _load(f"{PACKAGE}_{name}", bug(name).edits)


def edited(source: str, edits: Sequence[Edit]) -> str:
    """Make the edits in the text of their module.

    Raises
    ------
    ValueError
        If a line to edit does not occur just once.
    """
    for edit in edits:
        if (found := source.count(edit.right)) != 1:
            raise ValueError(
                f"{edit.right!r} occurs {found} times in {edit.module}; once is needed"
            )
        source = source.replace(edit.right, edit.wrong)
    return source


class _Copy(MetaPathFinder, ExecutionLoader):
    """Finds the modules of a package of another name in the text of this one."""

    def __init__(self, package: str, edits: Sequence[Edit]) -> None:
        self.package, self.edits = package, edits

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package != self.package:
            return None
        return spec_from_loader(fullname, self, is_package=self.is_package(fullname))

    def is_package(self, fullname: str) -> bool:
        return self._file(fullname).name == "__init__.py"

    def get_filename(self, fullname: str) -> str:
        return f"{fullname}.py"

    def get_source(self, fullname: str) -> str:
        module = fullname.partition(".")[2]
        text = self._file(fullname).read_text(encoding="utf-8")
        edits = [edit for edit in self.edits if edit.module == module]
        return edited(text, edits)

    def _file(self, fullname: str) -> Path:
        """Give the file of this package that a module of the copy is made from."""
        place = HERE.joinpath(*fullname.split(".")[1:])
        return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _load(package: str, edits: Sequence[Edit]) -> ModuleType:
    finder = _Copy(package, edits)
    sys.meta_path.insert(0, finder)
    try:
        return _with_modules(package)
    finally:
        sys.meta_path.remove(finder)


def _with_modules(package: str) -> ModuleType:
    for module in MODULES:
        importlib.import_module(f"{package}.{module}")
    return sys.modules[package]
