"""The Tape on the way back: every gradient beside NumPy's, in any cell."""

from __future__ import annotations

import re

import numpy as np
import pytest
from accessible import violations
from host_page import write_page
from letters import each_kind
from playwright.sync_api import Locator, Page
from test_tape import CUT_OFF, LECTURE, Expected, check_numbers, tick
from written import address_of

from unrolled import gru, helo, language_model, lstm, passes
from unrolled.recording import Program
from unrolled.widgets import Tape

AHEAD, BACK = 33, 44  # ticks: eight for each letter and the total; eleven for each letter
STEP = [  # what runs at one step of the way back, in the library's words
    "probs - y", "outer_sum(d_out, h)", "time_sum(d_out)", "V.T @ d_out",
    "dhs[t] + d_next[0]", "tanh_slope(h) * dh", "outer_sum(d, trace.x)",
    "outer_sum(d, trace.h_prev)", "time_sum(d)", "W.T @ d", "U.T @ d",
]  # fmt: skip
CELLS = {"lstm": lstm, "gru": gru}


def at(t: int, code: str) -> int:
    """Give the number of the tick that runs `code` on the way back through step `t`."""
    return AHEAD + 11 * (4 - t) + STEP.index(code)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    tape = Tape(helo.program(backward=True))
    return write_page(tmp_path_factory.mktemp("back") / "tape.html", tape)


@pytest.fixture
def opened(visit, address):
    """Open the page in a state; give the page and its Tape."""

    def open_state(query: str = "", url: str = address, **options) -> tuple[Page, Locator]:
        seen = visit(f"{url}{query}", **options)
        tape = seen.page.locator('[data-widget="tape"][data-ready]')
        tape.wait_for()
        assert seen.errors == []
        return seen.page, tape

    return open_state


def marked(tape: Locator) -> str:
    return tape.locator(".u-codeline mark").inner_text()


def test_every_tick_shows_numpys_numbers_forth_and_back(opened):
    page, tape = opened()
    last = int(tape.get_attribute("data-ticks")) - 1
    assert last + 1 == AHEAD + BACK
    tape.focus()
    for now in [*range(last + 1), *range(last - 1, -1, -1)]:
        if now != tick(tape):
            page.keyboard.press("ArrowRight" if now > tick(tape) else "ArrowLeft")
        assert tick(tape) == now
        way = "forward" if now < AHEAD else "backward"
        assert tape.get_attribute("data-direction") == way
        assert check_numbers(tape, LECTURE) > 100


def test_the_way_back_runs_the_librarys_lines_in_order(opened):
    page, tape = opened(f"?tape.tick={AHEAD}")
    tape.focus()
    for t in (4, 3, 2, 1):
        for code in STEP:
            assert (marked(tape), tick(tape)) == (code, at(t, code))
            assert f"step {t} of 4" in tape.locator(".u-where").inner_text()
            page.keyboard.press("ArrowRight")


def test_after_edits_every_gradient_is_numpys(opened):
    page, tape = opened("?tape.set=U:1:0.5,V:4:-1.25,x2:0,y3:3,h0:1:0.75,b:2:-0.3")
    params, h0 = helo.parameters(), np.array([0, 0.75, 0])
    params["U"][0, 1], params["V"][1, 1], params["b"][2] = 0.5, -1.25, -0.3
    changed = Expected(params, "hhll", "eloo", h0)
    tape.focus()
    page.keyboard.press("End")
    for _ in range(BACK + 1):
        check_numbers(tape, changed)
        page.keyboard.press("ArrowLeft")
    assert tick(tape) == AHEAD - 2
    page.keyboard.press("r")
    page.keyboard.press("End")
    check_numbers(tape, LECTURE)


def test_a_weight_edited_in_its_transpose_is_the_weight(opened):
    page, tape = opened(f"?tape.tick={at(2, 'V.T @ d_out')}")
    tape.locator('.u-board [data-name="V.T"][data-index="1"]').click()  # V[1, 0]
    page.keyboard.type("-0.5")
    params = helo.parameters()
    params["V"][1, 0] = -0.5
    check_numbers(tape, Expected(params, "hell", "ello"))
    assert address_of(page) == f"?tape.tick={tick(tape)}&tape.set=V:3:-0.5&tape.entry=V:3"
    edited = tape.locator('.u-board .u-edited[data-name="V.T"]')
    assert edited.get_attribute("data-index") == "1"


def test_the_last_value_of_the_arithmetic_line_is_the_entry(opened):
    page, tape = opened(f"?tape.tick={AHEAD}")
    tape.focus()
    for _ in range(BACK):
        for key in ("1", "2", "3"):
            page.keyboard.press(key)
            chosen = tape.locator(".u-board .u-chosen")
            values = [cell.get_attribute("data-value") for cell in chosen.all()]
            assert values == [tape.locator(".u-result").get_attribute("data-value")]
        page.keyboard.press("ArrowRight")


def test_arithmetic_is_spelled_out_digit_by_digit(opened):
    def spelled(t: int, code: str) -> str:
        return opened(f"?tape.tick={at(t, code)}")[1].locator(".u-sum").inner_text()

    assert spelled(3, "tanh_slope(h) * dh") == "(1−0.9120082)·(−0.144537)=−0.024317"
    assert spelled(3, "dhs[t] + d_next[0]") == "(−0.116697)+(−0.027840)=−0.144537"
    assert spelled(3, "outer_sum(d, trace.h_prev)").startswith(
        "(−0.059456)+(−0.024317)·0.93"
    )
    assert "0.427043·(−0.024317)+0·0.063954+0·0.053783=−0.010384" == spelled(3, "U.T @ d")


def test_b_goes_to_the_same_place_of_the_other_direction(opened):
    page, tape = opened()
    ahead = ["x", "W @ x", "U @ h_prev", "W @ x + U @ h_prev + b", "np.tanh(a)",
             "V @ h + c", "softmax(logits)", "cross_entropy(logits, y)"]  # fmt: skip
    slope, out = "tanh_slope(h) * dh", "probs - y"
    there = dict(zip(ahead, ["W.T @ d", "W.T @ d", "U.T @ d", slope, slope, "V.T @ d_out",
                             out, out], strict=True))  # fmt: skip
    back = {
        out: "cross_entropy(logits, y)", "outer_sum(d_out, h)": "V @ h + c",
        "time_sum(d_out)": "V @ h + c", "V.T @ d_out": "V @ h + c",
        "dhs[t] + d_next[0]": "np.tanh(a)", slope: "np.tanh(a)",
        "outer_sum(d, trace.x)": "W @ x", "outer_sum(d, trace.h_prev)": "U @ h_prev",
        "time_sum(d)": "W @ x + U @ h_prev + b", "W.T @ d": "W @ x",
        "U.T @ d": "U @ h_prev",
    }  # fmt: skip
    tape.focus()
    for t in (1, 2, 4):
        for code, other in there.items():
            page.goto(
                f"{page.url.split('?')[0]}?tape.tick={8 * (t - 1) + ahead.index(code)}"
            )
            tape.focus()
            page.keyboard.press("b")
            assert (marked(tape), tick(tape)) == (other, at(t, other))
    for code, other in back.items():
        page.goto(f"{page.url.split('?')[0]}?tape.tick={at(2, code)}")
        tape.get_by_role("button", name="Other direction").click()
        assert (marked(tape), tick(tape)) == (other, 8 + ahead.index(other))
    page.goto(f"{page.url.split('?')[0]}?tape.tick={AHEAD - 1}")
    tape.focus()
    page.keyboard.press("b")
    assert tick(tape) == AHEAD


def test_letters_go_back_as_they_came(opened):
    page, tape = opened()
    tape.focus()
    starts = [0, 8, 16, 24, 32, 33, 44, 55, 66, 76]
    for start in starts[1:]:
        page.keyboard.press("Shift+ArrowRight")
        assert tick(tape) == start
    for start in reversed(starts[:-1]):
        page.keyboard.press("Shift+ArrowLeft")
        assert tick(tape) == start


def test_the_uses_of_a_shared_weight_add_up_in_view(opened):
    chips = '.u-chip:has-text("U")'
    for done, t in enumerate((4, 3, 2, 1), start=1):
        _, tape = opened(f"?tape.tick={at(t, 'outer_sum(d, trace.h_prev)')}")
        assert tape.locator(f"{chips}.u-added").count() == done
        assert tape.locator(f"{chips}.u-due").count() == 4 - done
        assert tape.locator(f"{chips}.u-shared").count() == 4
        assert tape.locator(f"{chips}.u-here").count() == 1
        assert tape.locator(".u-minis .u-due").count() == 4 - done
        assert f"hare {done} of 4" in tape.locator(".u-say").inner_text()
    _, tape = opened("?tape.tick=10")
    assert tape.locator(".u-due, .u-added").count() == 0, "not before the way back"


def test_gradients_appear_beside_their_values_when_they_are_computed(opened):
    shown = {AHEAD - 1: 0, AHEAD: 4, at(4, STEP[4]): 7,
             at(4, "U.T @ d"): 10, at(3, "probs - y"): 14,
             at(1, "W.T @ d"): 40, at(1, "U.T @ d"): 43}  # fmt: skip
    for now, count in shown.items():
        _, tape = opened(f"?tape.tick={now}")
        assert tape.locator(".u-graded > .u-round").count() == count
        rounds = tape.locator(".u-round > circle:not(.u-future):visible")
        assert rounds.count() == count


def test_the_lit_edge_is_dashed_and_turned_round(opened):
    _, tape = opened(f"?tape.tick={at(2, 'U.T @ d')}")
    lit = tape.locator(".u-edge.u-lit")
    assert lit.count() == 1
    width = "(el) => parseFloat(getComputedStyle(el).strokeWidth)"
    others = tape.locator(".u-edge:not(.u-lit)").first.evaluate(width)
    assert lit.evaluate(width) >= 2 * others, "seen from the last row"
    assert "gradient" in lit.get_attribute("marker-start")
    assert lit.get_attribute("marker-end") == "none"
    assert lit.evaluate("(el) => getComputedStyle(el).strokeDasharray") != "none"
    assert tape.locator(".u-badge").inner_text() == "← backward"
    _, tape = opened("?tape.tick=10")
    assert "recurrent" in tape.locator(".u-edge.u-lit").get_attribute("marker-end")
    assert tape.locator(".u-turned").count() == 0


def test_the_scrubber_bends_round_the_total_and_runs_back(opened):
    page, tape = opened()
    slider = tape.get_by_role("slider", name="Position")
    box = slider.locator("svg").bounding_box()
    slider.scroll_into_view_if_needed()
    box = slider.locator("svg").bounding_box()
    for upper, t in ((True, 2), (False, 2), (False, 4)):
        column = tape.locator(".u-tile").nth(2 * (t - 1)).bounding_box()
        y = box["y"] + box["height"] * (0.25 if upper else 0.75)
        page.mouse.click(column["x"] + column["width"] / 2, y)
        assert tape.get_attribute("data-direction") == ("forward" if upper else "backward")
        assert f"step {t} of 4" in slider.get_attribute("aria-valuetext")
    assert slider.get_attribute("aria-valuetext").startswith("backward")
    assert slider.get_attribute("aria-valuemax") == str(AHEAD + BACK)
    for word, track in (("forward", ":not(.u-back)"), ("backward", ".u-back")):
        label = slider.locator("text").filter(has_text=word).bounding_box()
        lane = slider.locator(f".u-track{track}").bounding_box()
        assert label["x"] + label["width"] <= lane["x"], "the label is beside its track"
        assert abs(label["y"] + label["height"] / 2 - lane["y"]) < 10, "not under it"


def test_a_click_on_the_graph_stays_on_the_way_back(opened):
    _, tape = opened(f"?tape.tick={AHEAD}")
    tape.locator('.u-square[data-name="h"][data-t="2"]').first.click()
    assert marked(tape) == "dhs[t] + d_next[0]"
    assert tick(tape) == at(2, "dhs[t] + d_next[0]")


def test_a_link_opens_exactly_this_state(opened):
    page, tape = opened(f"?tape.tick={at(3, 'outer_sum(d, trace.x)')}&tape.set=U:4:0.9")
    tape.locator('.u-so-far [data-index="5"]').click()
    link = address_of(page)
    assert link.endswith("&tape.unit=2&tape.column=2")
    text = tape.locator(".u-frame").inner_text()
    _, again = opened(link)
    assert again.locator(".u-frame").inner_text() == text
    assert "row 2, column e" in text


def test_each_tick_says_something_of_its_own_and_the_transcript_tells_all(opened):
    page, tape = opened(f"?tape.tick={AHEAD - 1}")
    say = tape.locator(".u-say")
    tape.focus()
    told = []
    for _ in range(BACK + 1):
        told.append(say.inner_text())
        page.keyboard.press("ArrowRight")
    assert len(set(told)) == BACK + 1
    assert not any(re.search(r"[{}]|undefined|NaN", text) for text in told)
    assert max(map(len, told)) <= 140
    page.keyboard.press("t")
    assert tape.locator(".u-told li").all_inner_texts()[AHEAD - 1 :] == told
    check_numbers(tape, LECTURE)
    assert tape.locator("table.u-values").count() == 13 + 6 + 5  # and all gradients


def test_all_numbers_show_each_parameter_with_its_gradient(opened):
    page, tape = opened()
    tape.focus()
    page.keyboard.press("p")
    for name, size in {"dW": 12, "dU": 9, "db": 3, "dV": 12, "dc": 4}.items():
        assert tape.locator(f'.u-all .u-round[data-name="{name}"]').count() == size
    assert check_numbers(tape, LECTURE) > 200


@pytest.mark.parametrize("width", [1280, 720, 390, 360])
def test_nothing_moves_or_is_cut_off_between_ticks(opened, width):
    page, tape = opened(width=width, height=1000)
    for letters in each_kind(page):
        tape.focus()
        page.keyboard.press("Home")
        boxes = set()
        for _ in range(AHEAD + BACK):
            boxes.add(tape.evaluate("(r) => r.querySelector('.u-frame').offsetHeight"))
            assert tape.evaluate(CUT_OFF) == [], f"{letters}, tick {tick(tape)}"
            page.keyboard.press("ArrowRight")
        assert len(boxes) == 1, letters
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), letters


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_way_back_is_accessible(visit, tmp_path, theme, width):
    url = write_page(tmp_path / "a.html", Tape(helo.program(backward=True)), theme=theme)
    page = visit(f"{url}?tape.set=U:1:0.5,x3:3", width=width).page
    page.add_style_tag(
        content="body { background: Canvas } [data-theme=dark] { color-scheme: dark }"
    )
    tape = page.locator('[data-widget="tape"][data-ready]')
    tape.focus()
    for now in range(AHEAD - 1, AHEAD + 11):
        while tick(tape) < now:
            page.keyboard.press("Shift+ArrowRight" if tick(tape) < 32 else "ArrowRight")
        assert violations(page, theme) == [], now


def test_it_plays_over_the_turn(opened):
    page, tape = opened(f"?tape.tick={AHEAD - 2}")
    tape.locator(".u-select.u-more").select_option("2")
    tape.focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        f"() => document.querySelector('[data-tick]').dataset.tick > {AHEAD}"
    )
    assert tape.get_attribute("data-direction") == "backward"
    page.keyboard.press("Space")


# ---- any cell ------------------------------------------------------------------------


def recorded(name: str, change: tuple[str, int, float] | None = None) -> Program:
    cell = CELLS[name]
    params = language_model.init(cell, 0, 4, 3)
    if change:
        parameter, index, value = change
        params[parameter].reshape(-1)[index] = value
    return passes.program(cell, params, helo.VOCABULARY, "hell", "ello", backward=True)


def check_nodes(tape: Locator, program: Program) -> None:
    """Compare every number of the board with the node that it shows."""
    shown = tape.evaluate(
        """(root) => [...root.querySelectorAll(".u-board [data-node]")].map(
             ({ dataset: d }) => [Number(d.node), Number(d.index), Number(d.value)])"""
    )
    assert shown
    values = program.data["values"]
    for node, index, value in shown:
        truth = values[node][index]
        assert abs(value - truth) <= 1e-12 * max(1, abs(truth)), (node, index)


@pytest.mark.parametrize("name", CELLS)
def test_any_cell_goes_forth_and_back(visit, tmp_path, name):
    program = recorded(name)
    seen = visit(write_page(tmp_path / f"{name}.html", Tape(program)))
    tape = seen.page.locator('[data-widget="tape"][data-ready]')
    tape.wait_for()
    ticks = int(tape.get_attribute("data-ticks"))
    tape.focus()
    said = []
    for now in range(ticks):
        assert tick(tape) == now
        check_nodes(tape, program)
        said.append(tape.locator(".u-say").inner_text())
        seen.page.keyboard.press("ArrowRight")
    assert all(said) and not any(re.search(r"undefined|NaN|[{}]", text) for text in said)
    assert tape.get_attribute("data-direction") == "backward"
    assert tape.locator(".u-chip:not(.u-added)").count() == 0, "all shares are added"
    assert seen.errors == []


@pytest.mark.parametrize("name", CELLS)
def test_any_cell_can_be_edited_block_by_block(visit, tmp_path, name):
    tape_page = write_page(tmp_path / f"{name}.html", Tape(recorded(name)))
    seen = visit(f"{tape_page}?tape.tick=2")
    tape = seen.page.locator('[data-widget="tape"][data-ready]')
    block = tape.locator('.u-board [data-name^="U_"][data-index="4"]')
    node = int(block.get_attribute("data-node"))
    block.click()
    seen.page.keyboard.type("1.5")
    seen.page.keyboard.press("Enter")
    data = recorded(name).data
    first = data["nodes"][node]["attrs"]["key"][0]
    changed = recorded(name, ("U", 9 * first + 4, 1.5))
    for _ in range(40):
        check_nodes(tape, changed)
        seen.page.keyboard.press("Shift+ArrowRight")
    assert tape.get_attribute("data-edits") == "1"
    assert seen.errors == []
