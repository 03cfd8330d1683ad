"""The faces of the book: what pages call them, and the installed packages they come from.

Pages get parts of them (``page.fonts``), and figures measure their words with them
(``plotting``): so words have the same widths on every machine.
"""

from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True)
class Face:
    """A face of the book: what pages call it, and the file of a package it is cut from.

    Attributes
    ----------
    family, style, weight : str
        What style sheets ask for; a weight may be a range.
    package, file : str
        The installed package, and the name of the file in it.
    axes : dict of str to float or pair of float
        The part that is kept of each axis of a variable font.
    features : tuple of str
        Layout features that are kept.
    """

    family: str
    package: str
    file: str
    axes: dict[str, float | tuple[float, float]] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    style: str = "normal"
    weight: str = "400"


TEXT = Face(
    "Unrolled Text",
    "fontpkg-roboto",
    "Roboto[wdth,wght].ttf",
    axes={"wght": (400, 700), "wdth": 100},
    weight="400 700",
)
CODE = Face(
    "Unrolled Code", "fontpkg-jetbrains-mono", "JetBrainsMono[wght].ttf", {"wght": 400}
)
# One face for formulas and for the symbols of widgets: these ask for an italic face, and
# its feature turns their letters into the ones that formulas use.
MATH = Face(
    "Unrolled Math",
    "ziamath",
    "STIXTwoMath-Regular.ttf",
    features=("ital", "mark"),
    style="italic",
)
SIGNS = Face("Unrolled Signs", "matplotlib", "DejaVuSans.ttf")


def source(face: Face) -> Path:
    """Find the file of a face in the installed package that carries it.

    Raises
    ------
    FileNotFoundError
        If the package has no such file.
    importlib.metadata.PackageNotFoundError
        If the package is not installed.

    Examples
    --------
    >>> source(SIGNS).name
    'DejaVuSans.ttf'
    """
    for file in metadata.files(face.package) or []:
        if file.name == face.file:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{face.file} is not in the package {face.package}")
