"""Static figures in the book's look: each function takes an axis and an array.

    ax = plotting.axes(height=2)
    plotting.bars(ax, probs, "helo")

Colour says what a number is (its role), depth how big it is, stripes that it is negative.
Roles and colours are those of the widgets; lines carry their names at their ends.  In
pages, a figure is part of the page: in its letters, light or dark (``page.figures``).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import numpy as np
from IPython.core.getipython import get_ipython
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib_inline.backend_inline import set_matplotlib_formats

from . import faces

LOOK = Path(__file__).parent / "widgets" / "kit" / "look.css"
ROLES = ["input", "recurrent", "state", "output", "loss", "gradient", "gate"]


def tokens(theme: str) -> dict[str, str]:
    """Read the colours that all widgets share.

    >>> tokens("light")["input"], tokens("dark")["input"]
    ('#036b4a', '#5ff0b4')
    """
    light, dark, *_ = re.findall(r"(?s)\.unrolled,?[^{},]*\{(.*?)\}", LOOK.read_text())
    block = light if theme == "light" else dark
    return dict(re.findall(r"--u-([\w-]+): (#\w+);", block))


LIGHT = tokens("light")
INK, SOFT, LINE, PAPER = (LIGHT[name] for name in ("ink", "soft", "line", "bg"))
COLOURS = {role: LIGHT[role] for role in ROLES}
DEEPEST = 0.38  # the strongest tint; ink stays readable on it
STRIPES = "/////"
STRIPE = 0.3  # how much of their role's colour stripes have
WIDTH = 6.9  # inches: the text column
ASPECT = 0.4  # height of a cell of a matrix beside its width
SMALL, TITLE = 9, 10  # points
GAP = 1.25  # from one label to the next one above it, in heights of letters

STYLE: dict[str, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "savefig.facecolor": PAPER,
    "font.size": SMALL,
    "mathtext.fontset": "stix",
    "text.color": INK,
    "axes.titlesize": TITLE,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.labelsize": SMALL,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.xmargin": 0.01,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
    "hatch.linewidth": 1.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "unrolled",
}


@cache
def use_style() -> None:
    """Give Matplotlib the book's style, once; what a reader sets later stays.

    Words get the widths of the book's own face, which Matplotlib does not know by itself.
    Notebooks show figures as SVG: sharp on every screen, and half the bytes.
    """
    plt.rcParams.update(STYLE)  # type: ignore[arg-type]
    try:
        file = faces.source(faces.TEXT)
    except PackageNotFoundError:  # the library alone: Matplotlib's own face
        pass
    else:
        font_manager.fontManager.addfont(file)
        name = font_manager.get_font(file).family_name
        plt.rcParams["font.family"] = [name, "DejaVu Sans"]
    if get_ipython() is not None:
        set_matplotlib_formats("svg", metadata={"Date": None})


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
    use_style()
    figure, all_axes = plt.subplots(
        ncols=columns, figsize=(WIDTH, height), width_ratios=widths
    )
    figure.set_layout_engine("constrained", w_pad=0.12)
    return all_axes


def colour(role: str) -> str:
    """Give the colour of a role, or of what has none: ``"ink"`` or ``"soft"``.

    Raises
    ------
    ValueError
        If there is no such role.
    """
    known = [*ROLES, "ink", "soft"]
    if role not in known:
        raise ValueError(f"there is no role {role!r}; there are {', '.join(known)}")
    return LIGHT[role]


def tint(
    role: str, value: float, scale: float = 1.0
) -> tuple[tuple[float, float, float], float]:
    """Lay a role's colour over the paper: the deeper, the larger `value` is.

    Parameters
    ----------
    role : str
    value : float
    scale : float
        The magnitude that gets the full tint.

    Returns
    -------
    tuple
        A colour of Matplotlib: red, green and blue, and how much covers the paper.

    Examples
    --------
    >>> tint("state", 0.0)[1]
    0.0
    """
    depth = DEEPEST * float(np.sqrt(min(1.0, abs(value) / scale)))
    return to_rgb(colour(role)), depth


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
        _cell(ax, (j, i), role, value / 4 if faded else value, full)
        text = f"{value:.0f}" if value in (0, 1) else f"{value:.{digits}f}"
        ink = SOFT if faded or value == 0 else INK
        ax.text(j + 0.5, i + 0.5, text.replace("-", "−"), **_middle(ink))
    M, N = table.shape
    if lit is not None:
        ax.add_patch(Rectangle((lit, 0), 1, M, fill=False, ec=colour(role), lw=2.2))
    for i, row in enumerate(rows):
        ax.text(-0.15, i + 0.5, row, **_middle(SOFT) | {"ha": "right"})
    for j, column in enumerate(columns):
        ax.text(j + 0.5, -0.2, column, **_middle(SOFT) | {"va": "bottom"})
    ax.set(xlim=(-0.05, N + 0.05), ylim=(M + 0.05, -0.05), aspect=ASPECT)
    pad = 18 if len(columns) else 6
    ax.set_title(title, color=colour(role), loc="center", pad=pad)
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
    look: dict[str, Any] = {"color": tint(role, 1.0), "ec": colour(role), "width": 0.72}
    drawn = ax.bar(range(len(heights)), heights, **look)
    if marked is not None:
        drawn[marked].set(ec=colour("loss"), lw=2.2)
    inside = _middle(INK) | {"va": "bottom"}
    for i, height in enumerate(heights):
        foot: dict[str, Any] = {"xytext": (0, 2), "textcoords": "offset points"}
        ax.annotate(f"{height:.2f}", (i, 0), **foot, **inside)
    if reference is not None:
        level(ax, reference)
    ax.set_xticks(range(len(labels)), labels, color=INK)
    if marked is not None:
        ax.get_xticklabels()[marked].set(color=colour("loss"))
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_title(title, loc="center")


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
        cell = Rectangle((left, 0), part, 1, fc=tint(role, 1.0), ec=colour(role), lw=1.2)
        ax.add_patch(cell)
        if part > 0.03:
            ax.text(left + part / 2, 0.5, label, **_middle(INK))
        left += part
    ax.set(xlim=(-0.005, 1.005), ylim=(-0.05, 1.05))
    ax.set_title(title)
    ax.axis("off")


def curve(
    ax: Axes, x: Any, y: Any, role: str, name: str = "", style: str = "-", **look: Any
) -> None:
    """Draw a curve in the colour of its role; `label_lines` writes its name.

    Parameters
    ----------
    ax : Axes
    x, y : array_like (N,)
        The curve breaks where one of them is NaN.
    role : str
        Whose colour it has, or ``"soft"`` for what only helps to compare.
    name : str
        What stands at its end.
    style : str
        As in Matplotlib: ``"-"``, ``"--"``, ``"-."``, ``":"``, ``"o"`` or ``"o-"``.
    **look
        What else ``Axes.plot`` takes, such as ``alpha``.
    """
    look |= {"dashes": (4, 2.5)} if style == "--" else {}
    name = name or "_"  # Matplotlib would number it
    xy = np.asarray(x, float), np.asarray(y, float)
    ax.plot(*xy, style, color=colour(role), label=name, **look)


def level(ax: Axes, height: float, name: str = "") -> None:
    """Draw a dashed line across, to compare with; `label_lines` writes its name.

    Parameters
    ----------
    ax : Axes
    height : float
    name : str
    """
    ax.axhline(height, color=SOFT, lw=1, dashes=(4, 3), label=name or "_", zorder=1.5)


def lines(
    ax: Axes,
    x: Any,
    curves: Mapping[str, Any],
    roles: Sequence[str],
    dashed: Sequence[str] = (),
    label: str = "",
    title: str = "",
    **settings: Any,
) -> None:
    """Draw curves over the same numbers, with their names at their ends.

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
    **settings
        What else ``Axes.set`` takes, such as ``ylim``.
    """
    for (name, y), role in zip(curves.items(), roles, strict=True):
        curve(ax, x, y, role, name, "--" if name in dashed else "-")
    ax.set(xlabel=label, title=title, **settings)
    label_lines(ax)


def label_lines(ax: Axes) -> None:
    """Write the names of curves and levels beside their ends, instead of a legend.

    Limits and scales must be set before; names that would overlap move apart.

    Parameters
    ----------
    ax : Axes
        With what `curve` and `level` have drawn.
    """
    named = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    ends = np.array([_end(ax, line) for line in named]).reshape(-1, 2)
    height = ax.figure.get_figheight()  # type: ignore[union-attr]
    space = GAP * SMALL / (72 * 0.75 * height)
    right = ends[:, 0] > 0.9
    ends[right, 0], ends[~right, 1] = 1, ends[~right, 1].clip(space / 2)
    order = np.flatnonzero(right)[np.argsort(ends[right, 1], kind="stable")]
    ends[order, 1] = _apart(ends[order, 1], space)
    for line, (x, y) in zip(named, ends.tolist(), strict=True):
        ax.annotate(
            str(line.get_label()),
            (x, y),
            xycoords="axes fraction",
            xytext=(5, 0),
            textcoords="offset points",
            **_middle(str(line.get_color())) | {"ha": "left"},
        )


def _end(ax: Axes, line: Any) -> Any:
    """Find the last point of a line that is in sight, in fractions of the axes."""
    ax.get_ylim()  # limits are computed when they are asked for
    points = line.get_transform().transform(line.get_xydata())
    seen = ax.transAxes.inverted().transform(points)
    inside = np.all((seen > -0.01) & (seen < 1.01), axis=1)
    return seen[inside][-1] if inside.any() else seen[-1]


def _apart(heights: Any, space: float) -> Any:
    """Move rising heights up until there is `space` between them, and down from the top."""
    moved = heights.copy()
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + space)
    top = 1.0
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], top)
        top = moved[i] - space
    return moved


def _cell(ax: Axes, at: tuple[int, int], role: str, value: float, full: float) -> None:
    """Draw a cell of a matrix: its tint, and stripes on it where it is negative."""
    ax.add_patch(Rectangle(at, 1, 1, fc=tint(role, value, full), ec=LINE, lw=0.8))
    if value < 0:
        striped: dict[str, Any] = {"fc": "none", "ec": "none", "hatch": STRIPES}
        stripes = Rectangle(at, 1, 1, lw=0, **striped)
        stripes.set_hatchcolor((to_rgb(colour(role)), STRIPE))
        ax.add_patch(stripes)


def _middle(ink: str) -> dict[str, Any]:
    """Style of a short text that is centred on a point."""
    return {"ha": "center", "va": "center", "color": ink, "fontsize": SMALL}
