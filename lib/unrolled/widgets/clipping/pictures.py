"""The three views of clipping as pictures and tables: for print, without scripts."""

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from ...arrays import Array
from ...lessons import cliff, helo
from ...lessons.clips import LIMIT, MAX_NORM, RATE, both_clips, updated
from ..base import figure_table
from ..curve_picture import PROPORTION, Axis, Curve, curves, land
from ..written import number

WAYS = {"free": "without clipping", "norm": "by norm", "value": "by value"}
ROLES = {"free": "loss", "norm": "recurrent", "value": "output"}
MAP = Axis("u", 0, 4), Axis("b", -1.5, 1)  # of the cliff
CELLS = 20, 32  # of its land, from below and from the left
STEPS, UPDATES = 60, 200
SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, 200)  # updates in the table
OFF = 1e300  # no gradient is longer, so nothing is clipped
LOSS = Axis("loss L", 1e-3, 1e3, log=True)


def plane(gradient: Array, _at_end: bool) -> str:
    """Draw a gradient and both clips of it as arrows, and what they are clipped to."""
    shown = both_clips(gradient, LIMIT, LIMIT)
    told = (
        ("gradient", gradient, 0.0),
        ("by norm", shown["by_norm"], float(shown["turned_by_norm"])),
        ("by value", shown["by_value"], float(shown["turned_by_value"])),
    )
    rows = [
        (name, *(number(x, 3) for x in g), f"{number(turned, 1)}°")
        for name, g, turned in told
    ]
    turn = np.linspace(0, 2 * np.pi, 49)
    square = LIMIT * np.array([(-1, 1, 1, -1, -1), (-1, -1, 1, 1, -1)])
    roles = {"gradient": "gradient", "by norm": ROLES["norm"], "by value": ROLES["value"]}
    drawn = [
        Curve("", ROLES["norm"], LIMIT * np.cos(turn), LIMIT * np.sin(turn), True),
        Curve("", ROLES["value"], square[0], square[1], True),
        *(Curve(name, roles[name], [0, g[0]], [0, g[1]]) for name, g, _ in told),
    ]
    g1, g2 = abs(np.array([g for _, g, _ in told])).max(axis=0)
    high = 1.2 * max(LIMIT, g2, g1 / PROPORTION)  # a circle is a circle
    wide = high * PROPORTION
    caption = f"One gradient, clipped in two ways to {LIMIT:g}."
    picture = curves(drawn, Axis("g₁", -wide, wide), Axis("g₂", -high, high), caption)
    return figure_table(["", "g₁", "g₂", "turned by"], rows, caption, picture=picture)


def landscape(_gradient: Array, at_end: bool) -> str:
    """Draw the cliff from above, and the ways down: all of them, or where they start."""
    steps = STEPS if at_end else 0
    paths = {way: cliff.path(way, steps=steps) for way in WAYS}
    rows = []
    for way, path in paths.items():
        L, gradients = _there(path[-1])
        norm = np.linalg.norm([gradients[name].item() for name in "Ub"])
        rows.append(
            (WAYS[way], *(f"{x:,.3f}".replace("-", "−") for x in (*path[-1], L, norm)))
        )
    lines = [
        Curve(WAYS[way], ROLES[way], path[:, 0], path[:, 1], way == "free")
        for way, path in paths.items()
    ]
    start = ", ".join(
        f"{n} = {number(x, 1)}" for n, x in zip("ub", cliff.START, strict=True)
    )
    told = f"{steps} steps from {start}" if at_end else f"Three marbles start at {start}"
    caption = f"The loss over u and b, the darker the larger. {told}."
    ends = "; ".join(f"{name}: u {u}, b {b}, loss {L}" for name, u, b, L, _ in rows)
    beneath = land(np.sqrt(_survey() / 2))
    picture = curves(
        lines if at_end else [_mark(cliff.START)], *MAP, f"{caption} {ends}.", beneath
    )
    return figure_table(["", "u", "b", "loss", "norm"], rows, caption, picture=picture)


def _there(place: Array) -> tuple[Array, dict[str, Array]]:
    u, b = place
    L, gradients = cliff.loss_and_gradient(np.reshape(u, (1, 1)), np.reshape(b, (1,)))
    return L, gradients


def _survey() -> Array:
    """Give the loss in the middle of each cell of the map."""
    us, bs = (
        axis.low + (np.arange(n) + 0.5) / n * (axis.high - axis.low)
        for n, axis in zip(CELLS[::-1], MAP, strict=True)
    )
    return np.array([[float(_there(np.array([u, b]))[0]) for u in us] for b in bs])


def _mark(place: tuple[float, float], reach: float = 0.04) -> Curve:
    """Draw a small diamond around a place, with its name."""
    ways = reach * np.array([(-1, 0, 1, 0, -1, 0, 1), (0, 1, 0, -1, 0, 1, 0)])
    us, bs = np.reshape(place, (2, 1)) + ways
    return Curve("start", "state", us, bs)


def run(_gradient: Array, _at_end: bool) -> str:
    """Draw the losses of a run that is clipped, and of one that is not."""
    free, clipped = (list(islice(_losses(most), UPDATES + 1)) for most in (OFF, MAX_NORM))
    numbers = range(UPDATES + 1)
    rows = [
        (str(n), number(free[n], 3), number(clipped[n], 3)) for n in numbers if n in SHOWN
    ]
    lines = [
        Curve(WAYS["free"], "loss", numbers, free, True),
        Curve(WAYS["norm"], "recurrent", numbers, clipped),
    ]
    caption = (
        f"h-e-l-o with learning rate {RATE:g}. After {UPDATES} updates the loss is "
        f"{number(free[-1], 3)} without clipping, {number(clipped[-1], 3)} with gradients "
        f"clipped to a norm of {MAX_NORM:g}."
    )
    picture = curves(lines, Axis("updates", 0, UPDATES), LOSS, caption)
    heads = ["updates", "loss, without clipping", "loss, clipped by norm"]
    return figure_table(heads, rows, caption, picture=picture)


def _losses(max_norm: float) -> Iterator[float]:
    """Train h-e-l-o, and give the loss before each update."""
    params = helo.parameters()
    while True:
        told = updated(params, np.array(RATE), np.array(max_norm))
        yield float(told["L"])
        params = {name: told[f"{name}_next"] for name in params}


VIEWS: dict[str, Callable[[Array, bool], str]] = {
    "plane": plane,
    "cliff": landscape,
    "run": run,
}
