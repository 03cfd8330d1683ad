"""Every cell with every option in the Tape: all numbers, edits, links, looks, switches."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

import pytest
from accessible import violations
from host_page import write_page
from letters import each_kind
from playwright.sync_api import Locator, Page
from test_tape import tick
from test_tape_back import check_nodes
from written import address_of

from unrolled import five_words, gru, helo, lstm, passes
from unrolled.cells.cell import variant
from unrolled.lessons.one_update import course
from unrolled.recording import Program
from unrolled.widgets import Tape, Trainer

CELLS = {
    "lstm": lstm,
    "peephole": variant(lstm, peephole=True),
    "gru": gru,
    "keep": variant(gru, update="keep"),
    "after": variant(gru, reset="after"),
    "after, keep": variant(gru, reset="after", update="keep"),
}
every_cell = pytest.mark.parametrize("name", CELLS)
GRAPH = """(root) => [...root.querySelectorAll(".u-net [data-value]")].map(
  ({ dataset: d }) => [d.name, d.t, Number(d.index), Number(d.value)])"""


# Presses a key again and again; says what the reader sees at each tick.  A long equation
# and the diagram of a phone may scroll sideways.
WALK = """(root, [key, count]) => {
  const bottom = () => root.querySelector(".u-numbers").getBoundingClientRect().top
    - root.getBoundingClientRect().top;
  const first = bottom();
  return Array.from({ length: count }, () => {
    const cut = ["say", "board", "entry", "graph", "eq", "where"].filter((part) => {
      const el = root.querySelector(`.u-${part}`);
      const wide = el.scrollWidth > el.clientWidth + 1 && !["graph", "eq"].includes(part);
      return wide || el.scrollHeight > el.clientHeight + 1;
    });
    const seen = {
      tick: Number(root.dataset.tick), cut, moved: Math.abs(bottom() - first) > 0.5,
      height: root.querySelector(".u-frame").offsetHeight,
      said: root.querySelector(".u-say").innerText,
      where: root.querySelector(".u-where").innerText,
      shown: [...root.querySelectorAll(".u-board [data-node]")].map(
        ({ dataset: d }) => [Number(d.node), Number(d.index), Number(d.value)]),
    };
    root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    return seen;
  });
}"""


def walk(tape: Locator, key: str, count: int) -> list[dict]:
    return tape.evaluate(WALK, [key, count])


@cache
def recorded(name: str) -> Program:
    return helo.program(backward=True, cell=CELLS[name])


@pytest.fixture
def opened(visit, tmp_path):
    """Open a Tape of a cell, or of several."""

    def open_tape(
        what: Program | dict[str, Program], query: str = "", **options
    ) -> tuple[Page, Locator]:
        theme = options.pop("theme", "light")
        seen = visit(
            write_page(tmp_path / "t.html", Tape(what), theme=theme) + query, **options
        )
        tape = seen.page.locator('[data-widget="tape"][data-ready]')
        tape.wait_for()
        assert seen.errors == []
        return seen.page, tape

    return open_tape


def check_graph(tape: Locator, program: Program) -> None:
    """Compare every number of the diagram with NumPy's."""
    values = {
        (node["name"], node.get("t")): program.data["values"][i]
        for i, node in enumerate(program.data["nodes"])
        if "name" in node
    }
    shown = tape.evaluate(GRAPH)
    assert len(shown) > 150
    for name, t, index, value in shown:
        truth = values[name, int(t)][index]
        assert abs(value - truth) <= 1e-12 * max(1, abs(truth)), (name, t, index)


@every_cell
def test_every_tick_forth_and_back_shows_numpys_numbers_in_words_of_its_own(opened, name):
    _, tape = opened(recorded(name))
    said = check_every_tick(tape, recorded(name))
    assert len({*said}) == len(said)
    tape.press("End")
    assert tape.locator(".u-chip:not(.u-added)").count() == 0, "all shares are added"


def test_every_tick_of_a_block_shows_numpys_numbers_in_words_of_its_own(opened):
    program = five_words.program()
    _, tape = opened(program)
    assert check_every_tick(tape, program)
    tiles = tape.locator(".u-tile:not(.u-target)").all_text_contents()
    assert tiles == ["this", "phone", "is", "no", "_"]
    assert tape.locator(".u-net text.u-letter").all_text_contents() == [*"_ginpt"]


def check_every_tick(tape: Locator, program: Program) -> list[tuple[str, str]]:
    """Walk forth and back; give what was said, and where."""
    ticks = int(tape.get_attribute("data-ticks"))
    check_graph(tape, program)
    ahead = walk(tape, "ArrowRight", ticks)
    back = walk(tape, "ArrowLeft", ticks)
    assert [stop["tick"] for stop in ahead] == list(range(ticks))
    assert back == ahead[::-1]
    values = program.data["values"]
    said = []
    for stop in ahead:
        assert stop["shown"]
        for node, index, value in stop["shown"]:
            truth = values[node][index]
            assert abs(value - truth) <= 1e-12 * max(1, abs(truth)), (stop["tick"], node)
        text = stop["said"]
        assert not re.search(r"undefined|NaN|[{}]|is computed|is read\b", text), text
        assert len(text) <= 190, text
        where = re.sub(r"\d+/\d+", "", stop["where"])
        said.append((text, where))
    assert [stop["tick"] for stop in ahead if stop["moved"]] == []
    return said


@every_cell
def test_an_edited_weight_and_letter_give_numpys_numbers(opened, name):
    cell = CELLS[name]
    params = helo.parameters(cell)
    params["U"].reshape(-1)[4] = 1.5
    params["b"].reshape(-1)[1] = -0.75
    page, tape = opened(recorded(name), "?tape.set=U:4:1.5,b:1:-0.75")
    assert tape.get_attribute("data-edits") == "2"
    changed = helo.program(backward=True, params=params, cell=cell)
    tape.focus()
    for _ in range(9):
        check_nodes(tape, changed)
        check_graph(tape, changed)
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("r")
    check_graph(tape, recorded(name))


@every_cell
def test_a_dial_is_open_as_far_as_its_gate(opened, name):
    layout = recorded(name).data["layout"]
    _, tape = opened(recorded(name), "?tape.tick=60&tape.unit=2")
    assert tape.locator(".u-dial").count() == 4 * 3 * len(layout["gates"])
    for gate in layout["gates"]:
        value = recorded(name).value(gate, 2)[1]
        capsule = tape.locator(f'.u-hit:has(> [data-name="{gate}"][data-t="2"])')
        assert capsule.locator(".u-followed").get_attribute("data-index") == "1"
        number = float("0" + capsule.locator(".u-legend-number").text_content())
        assert abs(number - value) <= 0.005001


@pytest.mark.parametrize(("name", "state"), [("lstm", "C"), ("gru", "h")])
def test_an_equation_names_the_step_that_it_computes(opened, name, state):
    """Where the old state has the same letter, it stands on the right side alone."""
    _, tape = opened(recorded(name), f"?tape.at={state}2")
    written = tape.locator("[data-part=equation]").inner_text()
    left, right = "".join(written.split()).split("=", 1)
    assert left == f"{state}2"
    assert f"{state}1" in right


@every_cell
def test_b_goes_to_the_other_direction_and_back(opened, name):
    page, tape = opened(recorded(name))
    tape.focus()
    for now in range(20, 40, 3):
        page.goto(f"{page.url.split('?')[0]}?tape.tick={now}")
        tape.focus()
        page.keyboard.press("b")
        assert tape.get_attribute("data-direction") == "backward"
        page.keyboard.press("b")
        assert tape.get_attribute("data-direction") == "forward"


LOOKS = [("light", 1280), ("dark", 390)]
# forms of a cell differ in what is computed, not in how it looks: one look each, by turns
FORMS = [name for name in CELLS if name not in ("lstm", "gru")]
IN_LOOKS = [(name, *look) for name in ("lstm", "gru") for look in LOOKS]
IN_LOOKS += [(name, *LOOKS[n % 2]) for n, name in enumerate(FORMS)]


@pytest.mark.parametrize(("name", "theme", "width"), IN_LOOKS)
def test_it_is_accessible(opened, name, theme, width):
    page, tape = opened(recorded(name), "?tape.set=U:1:0.5", theme=theme, width=width)
    page.add_style_tag(
        content="body { background: Canvas } [data-theme=dark] { color-scheme: dark }"
    )
    ticks = int(tape.get_attribute("data-ticks"))
    tape.focus()
    for now in (2, 16, ticks // 2 + 20):
        while tick(tape) < now:
            page.keyboard.press("ArrowRight")
        assert violations(page, theme) == [], now


@pytest.mark.parametrize(
    ("name", "width"),
    [
        *((name, width) for name, _, width in IN_LOOKS),
        ("lstm", 720),
        ("lstm", 360),
    ],
)
def test_nothing_moves_or_is_cut_off_between_ticks(opened, name, width):
    page, tape = opened(recorded(name), width=width, height=1000)
    for letters in each_kind(page):
        tape.focus()
        page.keyboard.press("Home")
        stops = walk(tape, "ArrowRight", int(tape.get_attribute("data-ticks")))
        cut = [(stop["cut"], stop["said"]) for stop in stops if stop["cut"]]
        assert cut == [], letters
        assert len({stop["height"] for stop in stops}) == 1, letters
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), letters


# ---- the switch ----------------------------------------------------------------------

BOTH = {"z overwrites": "gru", "z keeps": "keep", "an LSTM": "lstm"}


def several() -> dict[str, Program]:
    return {label: recorded(name) for label, name in BOTH.items()}


def test_a_switch_changes_equation_code_and_numbers_and_keeps_the_place(opened):
    page, tape = opened(several(), "?tape.tick=32")
    assert tape.locator(".u-tag").inner_text() == "(G8)"
    check_nodes(tape, recorded("gru"))
    tape.get_by_role("button", name="z keeps").click()
    assert tape.locator(".u-tag").inner_text() == "(G8k)"
    assert tape.locator(".u-codeline mark").inner_text() == "z * h_prev + (1 - z) * n"
    assert "is kept" in tape.locator(".u-say").inner_text()
    check_nodes(tape, recorded("keep"))
    assert tape.locator("[data-choice='z keeps']").evaluate(
        "(b) => b === document.activeElement"
    )
    tape.focus()
    page.keyboard.press("s")
    assert "step 2 of 4" in tape.locator(".u-where").inner_text()
    assert tape.evaluate("el => el === document.activeElement")  # the arrows go on stepping
    page.wait_for_function("() => location.search.includes('LSTM')")
    check_nodes(tape, recorded("lstm"))
    page.keyboard.press("s")
    assert tape.locator("[aria-pressed=true]").first.inner_text() == "z overwrites"
    assert tick(tape) == 32


def test_a_link_carries_the_switch(opened):
    page, tape = opened(several(), "?tape.program=z keeps&tape.tick=32")
    check_nodes(tape, recorded("keep"))
    address_of(page)  # that of the link is written
    tape.focus()
    page.keyboard.press("ArrowRight")
    assert address_of(page) == "?tape.program=z+keeps&tape.tick=33"
    _, again = opened(several(), "?tape.program=nonsense")
    assert again.locator("[aria-pressed=true]").first.inner_text() == "z overwrites"


def test_edits_carry_over_where_the_leaf_is_the_same(opened):
    _, tape = opened(several(), "?tape.tick=32&tape.set=V:3:-1.25,W:12:0.5,x2:0")
    assert tape.get_attribute("data-edits") == "3"
    tape.get_by_role("button", name="z keeps").click()
    assert tape.get_attribute("data-edits") == "3"
    cell = CELLS["keep"]
    params = helo.parameters(cell)
    params["V"][1, 0], params["W"][1, 0, 0] = -1.25, 0.5
    changed = passes.program(cell, params, helo.VOCABULARY, "hhll", "ello", backward=True)
    check_graph(tape, changed)
    tape.get_by_role("button", name="an LSTM").click()
    assert tape.get_attribute("data-edits") == "2", "W has another shape there"
    assert "1 change with no place here" in tape.locator(".u-chip-text").inner_text()
    tape.locator(".u-reset").click()
    check_graph(tape, recorded("lstm"))
    assert tape.locator(".u-chip-text").inner_text() == ""


def test_edits_belong_to_the_program_they_were_made_in(opened):
    trained = helo.parameters(lstm, trained=True)
    programs = {
        "readable": helo.program(cell=lstm),
        "trained": helo.program(cell=lstm, params=trained),
    }
    _, tape = opened(programs, "?tape.set=b:3:40,x2:0")
    assert tape.get_attribute("data-edits") == "2"
    tape.get_by_role("button", name="trained").click()
    assert tape.get_attribute("data-edits") == "1", "the letter is the same, b is not"
    assert "1 change with no place here" in tape.locator(".u-chip-text").inner_text()
    changed = passes.program(lstm, trained, helo.VOCABULARY, "hhll", "ello")
    check_graph(tape, changed)
    tape.get_by_role("button", name="readable").click()
    assert tape.get_attribute("data-edits") == "2"


def test_the_columns_of_a_call_say_what_was_done(opened):
    _, tape = opened(recorded("lstm"), "?tape.tick=13")
    heads = tape.locator(".u-stage").all_text_contents()
    assert heads == ["ai1", "½ · ai1", "tanh", "1 + tanh", "i1"]


@pytest.mark.parametrize(("name", "gates"), [("lstm", "ifoC"), ("gru", "zrh")])
def test_all_numbers_say_which_rows_belong_to_which_gate(opened, name, gates):
    page, tape = opened(recorded(name))
    tape.focus()
    page.keyboard.press("p")
    for stack in ["W", "dW", "U", "dU", "b", "db"]:
        cell = tape.locator(f".u-all .u-cell[data-name={stack}]").first
        rows = cell.locator("xpath=ancestor::*[contains(@class, 'u-labelled')]")
        letters = rows.locator(".u-gates span").all_inner_texts()
        assert "".join(letters) == gates
        assert len(letters) == len(gates) * (1 if stack.endswith("b") else 3)
        assert f"gate {gates[0]}" in cell.get_attribute("aria-label")
    page.keyboard.press("t")
    for name, columns in (("W", "helo"), ("dU", "123"), ("b", "123")):
        cell = tape.locator(f"table.u-values [data-name={name}]").first
        heads = cell.locator("xpath=ancestor::table").locator("th").all_inner_texts()
        rows = [f"{g} {n}" for g in gates for n in "123"] if name != "b" else [*gates]
        assert [head for head in heads if head] == [*columns, *rows]


# ---- from the Trainer ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["lstm", "gru", "peephole", "after, keep"])
def test_an_update_of_the_trainer_opens_in_the_tape(visit, tmp_path, name):
    cell = CELLS[name]
    trainer, tape = Trainer(cell=cell), Tape(recorded(name))
    seen = visit(write_page(tmp_path / "train.html", trainer, tape))
    widget = seen.page.locator("[data-widget=trainer][data-trained=true]")
    widget.wait_for()
    widget.focus()
    for key in ("End", "o"):
        seen.page.keyboard.press(key)
    shown = seen.page.locator("[data-widget=tape]")
    params = training(cell, 300)
    after = helo.program(backward=True, params=params, cell=cell)
    values = shown.evaluate(GRAPH)
    truth = {
        (n["name"], n.get("t")): after.data["values"][i]
        for i, n in enumerate(after.data["nodes"])
        if "name" in n
    }
    for one, t, index, value in values:
        assert abs(value - truth[one, int(t)][index]) <= 1e-6
    assert seen.errors == []


def training(cell, updates):
    start = helo.parameters(cell)
    *_, last = islice(course("hello", helo.VOCABULARY, start, cell), updates)
    return {k: last["next"][f"{k}_next"] for k in start}
