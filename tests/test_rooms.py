"""Rooms: what the library is made of stands on floors, and nothing reaches upstairs.

The map is that of CONTRIBUTING; each room's ``__init__`` says what lives there.
"""

import ast
import re
from pathlib import Path

import pytest

import unrolled

HERE = Path(unrolled.__file__).parent
FLOORS = (
    "arrays notation",
    "checks files recording",
    "cells text teaching",
    "networks",
    "models",
    "gradients fused",
    "training museum",
    "lessons",
    "widgets",
)
FLOOR = {room: i for i, rooms in enumerate(FLOORS) for room in rooms.split()}
MATHEMATICS = {"arrays", "checks", "files", "cells", "text", "networks", "models"}
MATHEMATICS |= {"gradients", "fused", "training"}
APART = {"page", "plotting", "faces", "__init__"}  # they meet the rest as data
SCRIPTS = ("engine", "kit", "views")
MAY_USE = {"engine": {"engine"}, "kit": {"kit"}, "views": {"engine", "kit", "views"}}


def room_of(path):
    return path.relative_to(HERE).with_suffix("").parts[0]


def imported(path):
    """Give the rooms that a module imports, doctests and all."""
    package = path.parent.relative_to(HERE.parent).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            for name in [node.module] if node.module else [a.name for a in node.names]:
                yield (*base, *name.split("."))[1]
        elif isinstance(node, (ast.ImportFrom, ast.Import)):
            names = [node.module] if isinstance(node, ast.ImportFrom) else node.names
            assert not any(str(n).startswith("unrolled") for n in names) or (
                room_of(path) == "page"
            ), f"{path} imports the library by its name"


MODULES = [p for p in sorted(HERE.rglob("*.py")) if room_of(p) not in APART]
USES = [(path, room_of(path), other) for path in MODULES for other in imported(path)]


def test_every_room_stands_on_a_floor():
    assert {room_of(path) for path in MODULES} == FLOOR.keys()


def test_a_room_imports_lower_floors_only():
    up = [
        (p.name, other)
        for p, room, other in USES
        if other != room and FLOOR[other] >= FLOOR[room]
    ]
    assert not up


def test_the_mathematics_knows_no_recorder():
    told = {"recording", "teaching", "lessons", "widgets"}
    assert not [
        (p.name, other) for p, room, other in USES if room in MATHEMATICS and other in told
    ]


def test_the_recorder_knows_names_alone():
    assert {other for _, room, other in USES if room == "recording"} <= {
        "recording",
        "notation",
    }


def test_recorder_and_cell_meet_in_lessons_and_widgets():
    both = {p for p, _, other in USES if other == "recording"} & {
        p for p, _, other in USES if other == "cells"
    }
    assert {room_of(path) for path in both} <= {"lessons", "widgets"}


@pytest.mark.parametrize("room", [r for r in FLOOR if (HERE / r).is_dir()])
def test_a_room_says_what_lives_there_and_what_it_may_import(room):
    doc = ast.get_docstring(ast.parse((HERE / room / "__init__.py").read_text())) or ""
    assert re.match(rf"{room.capitalize()}: .*; imports .*\.", doc) or room == "widgets"


def script_room(path):
    """Give the folder of `widgets` that a script lives in, however deep."""
    return path.relative_to(HERE / "widgets").parts[0]


def test_a_script_imports_its_own_room_and_the_shared_ones_below():
    widgets = HERE / "widgets"
    for path in sorted(widgets.rglob("*.js")):
        own = script_room(path)
        may = MAY_USE.get(own, {*SCRIPTS, own})
        for other in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
            found = (path.parent / other).resolve()
            assert found.is_file(), f"{path.name} imports {other}"
            assert script_room(found) in may, f"{path.name} imports {other}"
