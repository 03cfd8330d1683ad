"""Static figures in the book's look: each function takes an axis and an array.

    ax = plotting.axes(height=2)
    plotting.bars(ax, probs, "helo")

Colour says what a number is (its role), depth how big it is, stripes that it is negative.
Figures stand on a white card of their own, so that they read the same in dark pages.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from IPython.core.getipython import get_ipython
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib_inline.backend_inline import set_matplotlib_formats

INK, SOFT, LINE, PAPER = "#1a1f26", "#515b67", "#d5dae1", "#ffffff"
COLOURS = {
    "input": "#036b4a",
    "recurrent": "#085cdb",
    "state": "#39434f",
    "output": "#7a5200",
    "loss": "#7d0a28",
    "gradient": "#b11fa1",
    "gate": "#454000",
}
DEEPEST = 0.38  # the strongest tint; ink stays readable on it
STRIPES = "/////"
WIDTH = 6.9  # inches: the text column
ASPECT = 0.4  # height of a cell of a matrix beside its width


def axes(
    height: float = 2.2, columns: int = 1, widths: Sequence[float] | None = None
) -> Any:
    """Open a figure as wide as the text, and give its axis, or an array of them.

    Parameters
    ----------
    height : float
        In inches; the text column is 6.9 inches wide.
    columns : int
        How many axes stand side by side.
    widths : sequence of float, optional
        Their relative widths.
    """
    figure, all_axes = plt.subplots(
        ncols=columns,
        figsize=(WIDTH, height),
        width_ratios=widths,
        facecolor=PAPER,
    )
    _draw_as_vectors()
    figure.set_layout_engine("constrained", w_pad=0.12)
    return all_axes


def _draw_as_vectors() -> None:
    """Let notebooks show figures as SVG: sharp on every screen, and half the bytes."""
    plt.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "unrolled"}
    if get_ipython() is not None:
        set_matplotlib_formats("svg", metadata={"Date": None})


def tint(role: str, value: float, scale: float = 1.0) -> tuple[float, float, float]:
    """Mix a role's colour with paper: the deeper, the larger `value` is beside `scale`.

    >>> tint("state", 0.0)
    (1.0, 1.0, 1.0)
    """
    depth = DEEPEST * np.sqrt(min(1.0, abs(value) / scale))
    mixed = depth * np.array(to_rgb(COLOURS[role])) + (1 - depth) * np.array(to_rgb(PAPER))
    r, g, b = mixed.tolist()
    return r, g, b


def matrix(
    ax: Axes,
    values: Any,
    role: str = "state",
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    title: str = "",
    lit: int | None = None,
    digits: int = 3,
    scale: float | None = None,
) -> None:
    """Draw a matrix, or a vector as a column, as tinted cells with their numbers.

    Parameters
    ----------
    ax : Axes
    values : array_like, (M, N) or (M,)
    role : str
        Whose colour to use; a key of `COLOURS`.
    rows, columns : sequence of str
        What to write beside the rows and above the columns.
    title : str
    lit : int, optional
        A column to ring; the others fade.
    digits : int
        Decimals; exact 0 and 1 are written short.
    scale : float, optional
        The magnitude that gets the full tint; the largest one if it is left out.

    Raises
    ------
    ValueError
        If `values` has more than two axes.
    """
    table = np.asarray(values, float) + 0.0  # there is no -0
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2:
        raise ValueError(f"values have shape {table.shape}; a matrix or vector is needed")
    full = scale or float(np.abs(table).max()) or 1.0
    for (i, j), value in np.ndenumerate(table):
        faded = lit is not None and j != lit
        colour = tint(role, value / 4 if faded else value, full)
        stripes = STRIPES if value < 0 else None
        cell = Rectangle((j, i), 1, 1, fc=colour, ec=LINE, lw=0.8, hatch=stripes)
        ax.add_patch(cell)
        text = f"{value:.0f}" if value in (0, 1) else f"{value:.{digits}f}"
        ink = SOFT if faded or value == 0 else INK
        ax.text(j + 0.5, i + 0.5, text.replace("-", "−"), **_middle(ink))
    M, N = table.shape
    if lit is not None:
        ax.add_patch(Rectangle((lit, 0), 1, M, fill=False, ec=COLOURS[role], lw=2.2))
    for i, row in enumerate(rows):
        ax.text(-0.15, i + 0.5, row, **_middle(SOFT) | {"ha": "right"})
    for j, column in enumerate(columns):
        ax.text(j + 0.5, -0.2, column, **_middle(SOFT) | {"va": "bottom"})
    ax.set(xlim=(-0.05, N + 0.05), ylim=(M + 0.05, -0.05), aspect=ASPECT)
    ax.set_title(title, color=COLOURS[role], fontsize=10, pad=18 if len(columns) else 6)
    ax.axis("off")


def bars(
    ax: Axes,
    values: Any,
    labels: Sequence[str],
    role: str = "output",
    marked: int | None = None,
    reference: float | None = None,
    title: str = "",
) -> None:
    """Draw a bar for each entry of a vector, with its number at its foot.

    Parameters
    ----------
    ax : Axes
    values : array_like (N,)
    labels : sequence of N str
    role : str
        Whose colour to use.
    marked : int, optional
        The bar that matters, such as the target's: outlined in the colour of the loss.
    reference : float, optional
        Where to draw a dashed line across, such as a uniform guess.
    title : str
    """
    heights = np.asarray(values, float)
    fill = tint(role, 1.0)
    drawn = ax.bar(range(len(heights)), heights, color=fill, ec=COLOURS[role], width=0.72)
    if marked is not None:
        drawn[marked].set(ec=COLOURS["loss"], lw=2.2)
    inside = _middle(INK) | {"va": "bottom", "fontsize": 8}
    for i, height in enumerate(heights):
        foot: dict[str, Any] = {"xytext": (0, 2), "textcoords": "offset points"}
        ax.annotate(f"{height:.2f}", (i, 0), **foot, **inside)
    if reference is not None:
        ax.axhline(reference, color=SOFT, lw=1, ls=(0, (4, 3)))
    ax.set_xticks(range(len(labels)), labels, color=INK)
    ax.tick_params(color=SOFT)
    if marked is not None:
        ax.get_xticklabels()[marked].set(color=COLOURS["loss"], fontweight="bold")
    ax.set_yticks([])
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.spines["bottom"].set_color(SOFT)
    ax.set_title(title, fontsize=10, color=INK)


def shares(
    ax: Axes, values: Any, labels: Sequence[str], roles: Sequence[str], title: str = ""
) -> None:
    """Draw parts of a whole as one bar; each part is labelled where there is room.

    Parameters
    ----------
    ax : Axes
    values : array_like (N,)
        Parts, at least 0.
    labels, roles : sequences of N str
    title : str
    """
    parts = np.asarray(values, float)
    left = 0.0
    for part, label, role in zip(parts / parts.sum(), labels, roles, strict=True):
        cell = Rectangle((left, 0), part, 1, fc=tint(role, 1.0), ec=COLOURS[role], lw=1.2)
        ax.add_patch(cell)
        if part > 0.03:
            ax.text(left + part / 2, 0.5, label, **_middle(INK))
        left += part
    ax.set(xlim=(-0.005, 1.005), ylim=(-0.05, 1.05))
    ax.set_title(title, fontsize=10, color=INK, loc="left")
    ax.axis("off")


def lines(
    ax: Axes,
    x: Any,
    curves: Mapping[str, Any],
    roles: Sequence[str],
    dashed: Sequence[str] = (),
    label: str = "",
    title: str = "",
) -> None:
    """Draw curves over the same numbers, with their names in a legend.

    Parameters
    ----------
    ax : Axes
    x : array_like (N,)
    curves : dict of array_like (N,)
        By name; a curve breaks where it is NaN.
    roles : sequence of str
        Whose colour each of them has.
    dashed : sequence of str
        Names of the curves to dash, such as gradients.
    label : str
        What stands below the horizontal axis.
    title : str
    """
    for (name, y), role in zip(curves.items(), roles, strict=True):
        style = (0, (4, 2.5)) if name in dashed else "-"
        ax.plot(x, np.asarray(y, float), color=COLOURS[role], ls=style, lw=1.8, label=name)
    ax.set_xlabel(label, color=SOFT, fontsize=9)
    ax.tick_params(color=SOFT, labelcolor=SOFT, labelsize=8)
    ax.grid(color=LINE, lw=0.6)
    ax.spines[["right", "top"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(SOFT)
    ax.legend(frameon=False, fontsize=8, labelcolor=INK)
    ax.set_title(title, fontsize=10, color=INK)


def _middle(colour: str) -> dict[str, Any]:
    """Style of a short text that is centred on a point."""
    return {"ha": "center", "va": "center", "color": colour, "fontsize": 9}
