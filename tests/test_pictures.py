"""Static figures are pictures: the network with its numbers, and curves, as they are."""

import json
import re
import subprocess
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import numpy as np
import pytest

from test_network_passes import PROGRAMS as NETWORKS
from unrolled import (
    char_rnn,
    check_program,
    cliff,
    clips,
    gru,
    helo,
    lstm,
    mutants,
    passes,
    rnn,
    widgets,
)
from unrolled.recording import Program
from unrolled.widgets import (
    Activations,
    Beam,
    Blanks,
    Clipping,
    Counts,
    Documents,
    GradientCheck,
    Ledger,
    Looks,
    Losses,
    Museum,
    Neighbours,
    OwnText,
    Shapes,
    Sizes,
    Sorter,
    Tape,
    Trainer,
    Vanishing,
    Wardrobe,
    WhatIsNew,
    WordSpace,
    Writer,
)
from unrolled.widgets.bar_picture import Bar, bars
from unrolled.widgets.curve_picture import Axis, Curve, curves, land
from unrolled.widgets.grid_picture import grid
from unrolled.widgets.net_picture import network
from unrolled.widgets.net_plan import Plan
from unrolled.widgets.written import number, sign

PROGRAMS = {
    "rnn": lambda: helo.program(True).data,
    "forward": lambda: helo.program().data,
    "lstm": lambda: helo.program(True, cell=lstm).data,
    "gru": lambda: helo.program(True, cell=gru).data,
    "shapes": lambda: Shapes().program,
    "layers": lambda: NETWORKS["layers"].data,
    "directions": lambda: NETWORKS["directions"].data,
    "gates both ways": lambda: NETWORKS["gates both ways"].data,
    "translation": lambda: NETWORKS["translation"].data,
}
WIDGETS = Path(widgets.__file__).parent
NODE = ["node", str(Path(__file__).parent / "js" / "edges.mjs")]


def svg_of(html):
    (found,) = re.findall(r"<svg.*?</svg>", html)
    return ElementTree.fromstring(found)


@pytest.fixture(scope="module")
def ways():
    """What leads where in the page's own graph of each program."""
    sent = json.dumps([make() for make in PROGRAMS.values()])
    done = subprocess.run(NODE, input=sent, capture_output=True, text=True, check=True)
    return dict(zip(PROGRAMS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_leads_where_is_as_in_the_pages_graph(name, ways):
    data = PROGRAMS[name]()
    roles = {leaf["node"]: leaf["role"] for leaf in data["leaves"]}
    own = {tuple(edge) for edge in Plan(data).edges if roles.get(edge.start) != "target"}
    assert own == {tuple(edge) for edge in ways[name]}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_number_stands_in_its_box(name):
    data = PROGRAMS[name]()
    plan, program = Plan(data), Program(data)
    drawn = "".join(network(data))
    for i in plan.shown:
        node = plan.nodes[i]
        value = program.value(node["name"], node["t"]).ravel()
        if len(plan.lines[i]) == len(value):
            assert plan.lines[i] == [number(x, 2) for x in value]
        else:  # a letter
            assert sorted(value)[-2:] == [0, 1]
            assert plan.lines[i] == [data["labels"]["K"][value.argmax()]]
        assert all(f">{line}</text>" in drawn for line in plan.lines[i])
    boxes = list(plan.boxes.values())
    assert len(set(boxes)) == len(boxes), "two values in one place"


def test_the_picture_says_what_it_shows():
    said = svg_of(network(helo.program().data)).get("aria-label")
    losses = ", ".join(number(x, 2) for x in helo.predict().output.loss)
    assert said == (
        "The network, unrolled over 4 steps; it reads h, e, l, l; "
        f"the losses of the steps are {losses}."
    )


def test_letters_of_readers_are_escaped():
    drawn = network(passes.of("<i>&", hidden_size=2).data)
    assert "<i>" not in drawn
    assert any(text.text == "<" for text in svg_of(drawn).iter("text"))


def test_long_vectors_are_cut_and_say_so():
    data = passes.of("abcdefghijkl", hidden_size=20, cell=rnn).data
    assert ">⋮</text>" in network(data)
    assert max(map(len, Plan(data).lines.values())) == 8


def test_a_curve_goes_through_its_numbers():
    xs = np.linspace(0, 10, 11)
    line = Curve("square", "loss", xs, xs**2)
    svg = svg_of(curves([line], Axis("x", 0, 10), Axis("y", 0, 100), "a square"))
    points = [
        tuple(map(float, p.split(",")))
        for p in svg.find(".//polyline").get("points").split()
    ]
    left, top = np.array(points).T
    share = (left - left[0]) / (left[-1] - left[0])
    assert share == pytest.approx(xs / 10, abs=1e-3)
    assert (top[0] - top) / (top[0] - top[-1]) == pytest.approx(share**2, abs=1e-3)
    assert svg.get("aria-label") == "a square"


def test_what_is_beyond_the_axes_is_not_drawn():
    line = Curve("", "loss", [0, 1, 2], [0.5, 7, 0.5])
    svg = svg_of(curves([line], Axis("x", 0, 2), Axis("y", 0, 1), ""))
    assert len(svg.find(".//polyline").get("points").split()) == 2
    assert svg.findall("text")[0].text == "0", "a line without a name has none"


def test_powers_of_ten_are_places_of_a_logarithmic_axis():
    assert [at for at, _ in Axis("", 1e-4, 1e2, log=True).ticks()] == [1e-4, 1e-2, 1, 1e2]
    assert [text for _, text in Axis("", -1.25, 1.5).ticks()] == ["−1", "0", "1"]


DRAWN = [Tape, Vanishing, Activations, Losses, Trainer, Clipping, Counts, Blanks, Museum]
DRAWN += [Beam, Neighbours, WordSpace, Documents, GradientCheck, Ledger, Looks, OwnText]
DRAWN += [Sizes, Sorter, Wardrobe, WhatIsNew, Writer]
GIVEN = {
    Tape: lambda: (helo.program(True),),
    WhatIsNew: lambda: (helo.program(), helo.program(cell=lstm)),
    OwnText: lambda: (char_rnn.TEXT,),
}


@pytest.mark.parametrize("make", DRAWN)
def test_static_figures_are_pictures_of_few_bytes(make):
    figure = make(*GIVEN.get(make, tuple)()).figure()
    svg = svg_of(figure)
    assert svg.get("role") == "img"
    assert svg.get("aria-label")
    assert "<table>" in figure, "the numbers, for those who cannot see them"
    assert not re.search(r"#[0-9a-f]{3}|rgb", figure), "colours are the style sheet's"
    assert len(figure) < 12_000


def test_a_bar_is_as_long_as_its_number():
    told = [Bar("a", "state", -0.5, "x"), "below", Bar("bc", "gate", 2.0, "y")]
    svg = svg_of(bars(told, -1, 2, "two bars"))
    zero = float(re.match(r"M([\d.]+) 0V", svg.findall("path")[-1].get("d")).group(1))
    ends = [re.findall(r"[MH]([\d.]+)", p.get("d")) for p in svg.findall("path")[:-1]]
    assert [float(start) for start, *_ in ends] == [zero, zero]
    one, other = (float(end) - zero for _, end, _ in ends)
    assert other / one == pytest.approx(2 / -0.5, rel=1e-2)
    assert [text.text for text in svg.iter("text")] == ["a", "below", "bc", "x", "y"]


def test_a_cell_is_as_dark_as_its_number_is_large():
    svg = svg_of(grid(["p", "q"], [("r", [0.0, -4.0]), ("s", [1.0])], "gradient", "a grid"))
    depths = [float(rect.get("fill-opacity")) for rect in svg.iter("rect")]
    assert depths == [0, max(depths), max(depths) / 2], "by the root, and without a sign"
    assert [text.text for text in svg.iter("text")][2:] == ["r", "0", "−4.00", "s", "1.00"]


def test_a_land_is_drawn_where_it_is_deep():
    drawn = land(np.array([[0, 1, 1], [0, 0, 0.5]]))
    found = re.findall(r"<path d='(.*?)' fill-opacity='(.*?)'/>", drawn)
    half, whole = sorted(found, key=lambda one: float(one[1]))
    assert float(whole[1]) == pytest.approx(2 * float(half[1]), abs=0.02)
    boxes = [re.findall(r"[Mhv]?-?[\d.]+", path) for path, _ in (whole, half)]
    (x, y, wide, high, _), (x2, y2, wide2, *_) = boxes
    assert float(wide[1:]) == pytest.approx(2 * float(wide2[1:]), abs=0.1)
    assert float(y) - float(y2) == pytest.approx(float(high[1:]), abs=0.1), "one row higher"
    assert float(x2[1:]) > float(x[1:])


def test_the_cliff_shows_its_marbles_where_the_widget_does():
    """At first they stand at the start; nothing tells where they will be thrown."""
    first, last = (Clipping("cliff", at_end=end).figure() for end in (False, True))
    assert len(svg_of(first).findall(".//polyline")) == 1
    assert len(svg_of(last).findall(".//polyline")) == len(cliff.WAYS)
    thrown = f"{cliff.path('free')[-1, 0]:,.3f}"
    assert thrown in last and thrown not in first


def test_the_run_of_the_picture_is_that_of_the_widget():
    figure = Clipping("run").figure()
    L = clips.update_program().value("L")
    assert f"<td>{number(L, 3)}</td><td>{number(L, 3)}</td>" in figure
    free, clipped = svg_of(figure).findall(".//polyline")
    ends = [line.get("points").split()[-1].split(",")[1] for line in (free, clipped)]
    assert float(ends[0]) < float(ends[1]), "the clipped run ends lower"


def test_a_check_of_a_wrong_gradient_never_comes_down():
    """The picture is that of the library which the widget was given."""
    wrong = mutants.mutant("state_off_by_one")
    told = helo.parameters(), helo.VOCABULARY, "hello", [1e-4]
    right = check_program.errors(rnn, *told)
    found = check_program.errors(wrong.rnn, *told, model=wrong.language_model)
    assert right < 1e-8 < 1e-4 < found


def test_a_tape_of_several_programs_says_which_one_is_drawn():
    programs = {"readable": helo.program(), "trained": helo.program(cell=gru)}
    assert "This is “readable”; where scripts run, a switch leads to “trained”." in (
        Tape(programs).figure()
    )
    assert "This is" not in Tape(helo.program()).figure()


def test_the_answers_stand_in_no_picture():
    sorter = Sorter()
    figure = sorter.figure()
    reasons = {why for one in sorter.examples for _, why in one["answers"]}
    assert not [why for why in reasons if why in figure]


def test_the_picture_of_vanishing_shows_what_arrives():
    svg = svg_of(Vanishing().figure())
    _, bound = svg.findall(".//polyline")
    first, last = (p.split(",") for p in (bound.get("points").split()[n] for n in (0, -1)))
    assert float(last[1]) < float(first[1]), "the bound grows"


# ---- letters ---------------------------------------------------------------------------

SIGNS = f"""
import {{ sign }} from "{(WIDGETS / "engine" / "letters.js").as_uri()}";
const all = Array.from({{ length: 0x110000 }}, (_, k) => sign(String.fromCodePoint(k)));
console.log(JSON.stringify(all.map((own, k) => own === String.fromCodePoint(k) ? 0 : own)));
"""


def test_a_letter_has_in_print_the_sign_that_it_has_in_the_page():
    node = ["node", "--input-type=module", "--eval", SIGNS]
    done = subprocess.run(node, capture_output=True, text=True, check=True)
    for code, own in enumerate(json.loads(done.stdout)):
        letter = chr(code)
        if own and category(letter) != "Cn":  # what this Python does not know yet
            assert sign(letter) == own, hex(code)


def test_letters_that_cannot_be_seen_have_signs_in_a_figure():
    figure = Tape.of("a \n\0\u200b\ud800👩\u200d🚀a", hidden_size=2).figure()
    assert all(f"<td>{x}</td>" in figure for x in ("a", "␣", "⏎", "⬚", "👩\u200d🚀"))
    assert not re.search("[\0\u200b\ud800]", figure)
