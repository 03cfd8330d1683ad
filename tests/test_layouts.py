"""Every value of every cell has a place in its layout, and what stands there exists."""

import pytest

from unrolled import gru, helo, layouts, lstm, passes, rnn
from unrolled.cells.cell import STATE_NAMES, variant
from unrolled.teaching.captions import CAPTIONS, captions_for
from unrolled.widgets import Tape, WhatIsNew

CELLS = {
    "rnn": rnn,
    "lstm": lstm,
    "peephole": variant(lstm, peephole=True),
    "gru": gru,
    "keep": variant(gru, update="keep"),
    "after": variant(gru, reset="after"),
    "after, keep": variant(gru, reset="after", update="keep"),
}
every_cell = pytest.mark.parametrize("name", CELLS)


def names_in(layout):
    return [name for row in layout["rows"] for block in row for name in block]


def fields(cell):
    """Give the names of what a step computes: not what it reads."""
    params = helo.parameters(cell)
    step = cell.step(params, helo.VOCABULARY.one_hot("h")[0], cell.zero_state(params))
    read = {"x", *(f"{name}_prev" for name in STATE_NAMES)}
    return [name for name in step._fields if name not in read]


@every_cell
def test_every_value_of_a_step_has_one_place_and_one_part(name):
    layout = layouts.of(CELLS[name])
    assert sorted(names_in(layout)) == sorted(fields(CELLS[name]))
    assert sorted(layout["parts"]) == sorted(fields(CELLS[name]))
    assert set(layout["parts"].values()) <= layouts.PARTS.keys()


@every_cell
def test_a_layout_speaks_of_values_that_exist(name):
    cell = CELLS[name]
    layout, known = layouts.of(cell), helo.program(cell=cell).data["symbols"]
    assert layout["gates"] == [n for n in layout["gates"] if known[n]["role"] == "gate"]
    gates = {n for n in fields(cell) if known[n]["role"] == "gate"}
    assert set(layout["gates"]) == gates
    for belt in layout["belts"]:
        travels = [belt["name"], *(n for m in belt["marks"] for n in m["by"])]
        assert set(travels) <= set(fields(cell))
        assert belt["name"] in STATE_NAMES


def test_a_cell_of_ones_own_has_no_layout():
    class Own:
        __name__ = "mine.lstm"

    assert layouts.of(Own()) is None


@every_cell
def test_a_page_gets_the_captions_that_it_needs_and_no_more(name):
    program = helo.program(backward=True, cell=CELLS[name])
    found = captions_for(program.data)
    texts = [source["text"] for source in program.data["sources"].values()]
    assert set(found) == {c for c in CAPTIONS if c == "read" or any(c in t for t in texts)}
    assert set(Tape(program).captions) == set(found)
    assert ("sigmoid(a_f)" in found) == ("lstm" in repr(CELLS[name]))


def test_a_tape_takes_several_programs_by_name():
    programs = {"a": helo.program(), "b": helo.program(cell=gru)}
    tape = Tape(programs)
    assert list(tape.programs) == ["a", "b"]
    assert tape.program == programs["a"].data
    assert "sigmoid(a_z)" in tape.captions
    assert Tape(helo.program()).programs == {}
    with pytest.raises(ValueError, match="empty"):
        Tape({})
    with pytest.raises(ValueError, match="not str"):
        Tape({"a": "program"})


def test_what_is_new_refuses_what_it_cannot_compare():
    with pytest.raises(ValueError, match="'hell' and the second 'hel'"):
        WhatIsNew(helo.program(), short())
    bare = helo.program()
    del bare.data["layout"]
    with pytest.raises(ValueError, match="no layout"):
        WhatIsNew(bare, helo.program())


def short():

    return passes.program(lstm, helo.parameters(lstm), helo.VOCABULARY, "hel", "ell")


def test_what_is_new_says_in_print_what_both_cells_hold():
    figure = WhatIsNew(helo.program(), helo.program(cell=lstm)).figure()
    C = helo.predict(cell=lstm).trace.C[-1, 0]
    assert f"{C:.3f}" in figure
    assert "how much is kept" in figure


def test_the_blend_of_a_gru_plays_the_part_of_the_lstms_memory():
    """E73: G8 is C = f C_prev + i g with i = z and f = 1 - z."""
    assert layouts.of(gru)["parts"]["h"] == layouts.of(lstm)["parts"]["C"] == "memory"
    assert "state" not in layouts.of(gru)["parts"].values()
