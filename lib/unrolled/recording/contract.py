"""What the parts of a recording need of the recorder: the contract that `Recorder` obeys.

The array, the handlers of NumPy's functions and the closing of a program know this much
and no more, so that none of them imports the recorder, which imports them.

    >>> from unrolled import Recorder
    >>> recording: Recording = Recorder()
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from .calls import Calls


class Recording(Protocol):
    """Nodes, their values and leaves; and how another node is added."""

    nodes: list[dict[str, Any]]
    values: list[np.ndarray]
    leaves: list[dict[str, Any]]
    calls: Calls

    def lift(self, x: Any) -> Any:
        """Give the stand-in of a plain number or array."""

    def apply(
        self,
        op: str,
        compute: Callable[..., Any],
        inputs: Sequence[Any],
        attrs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Compute one primitive operation, and give its stand-in."""

    def view(self, op: str, compute: Callable[..., Any], x: Any, attrs: Any) -> Any:
        """Look at `x` in another way, with one node however often it is asked for."""

    def index(self, x: Any, key: Any) -> Any:
        """Take a part of `x`."""

    def error(self, what: str) -> TypeError:
        """Say what cannot be recorded, and where it stands: a `RecordingError`."""
