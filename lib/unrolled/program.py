"""A recorded program: plain data that a page replays, and that Python can look into."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

FORMAT = "unrolled-program/1"


@dataclass(frozen=True)
class Program:
    """A recorded program: plain data that a page replays."""

    data: dict[str, Any]

    def to_json(self) -> str:
        """Write as compact JSON."""
        return json.dumps(
            self.data, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )

    def find(self, name: str, t: int | None = None) -> int:
        """Find the number of the node called `name` (at step `t`, counted from 1).

        Raises
        ------
        KeyError
            If there is none; the message lists what there is.
        """
        for i, node in enumerate(self.data["nodes"]):
            if node.get("name") == name and (t is None or node.get("t") == t):
                return i
        names = sorted({n["name"] for n in self.data["nodes"] if "name" in n})
        raise KeyError(f"no value {name!r} at step {t}; there are {', '.join(names)}")

    def value(self, name: str, t: int | None = None) -> np.ndarray:
        """Give the recorded value called `name` (at step `t`, counted from 1)."""
        i = self.find(name, t)
        numbers = [float(x) for x in self.data["values"][i]]
        return np.array(numbers).reshape(self.data["nodes"][i]["shape"])


ROLES = ("parameter", "input", "target", "state", "hyperparameter")


def encoded(value: np.ndarray) -> list[float | int | str]:
    """Flatten to numbers that JSON can carry; whole numbers lose their ``.0``."""

    def one(x: float) -> float | int | str:
        if np.isnan(x):
            return "NaN"
        if np.isinf(x):
            return "Infinity" if x > 0 else "-Infinity"
        short = x.is_integer() and abs(x) < 2**53 and not (x == 0 and np.signbit(x))
        return int(x) if short else x

    return [one(x) for x in value.astype(float).ravel().tolist()]
