"""The Tape as a reader uses it: mouse, keyboard, links; every number beside NumPy's."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from accessible import violations
from host_page import spoiled, write_page
from letters import each_kind
from playwright.sync_api import Locator, Page
from written import address_of

from unrolled import helo, language_model, rnn
from unrolled.cells.activations import tanh_slope
from unrolled.models.losses import log_softmax, softmax
from unrolled.recording import Recorder
from unrolled.text.letters import graphemes
from unrolled.widgets import Tape, own_word
from unrolled.widgets.written import sign

SHOWN = """(root) => [...root.querySelectorAll("[data-name][data-value]")].map((el) => ({
  name: el.dataset.name, t: el.dataset.t, index: Number(el.dataset.index),
  value: el.dataset.value, text: el.matches("button") ? el.textContent : null,
  visible: el.checkVisibility() }))"""


class Expected:
    """What NumPy says every shown number is, by its name and step."""

    def __init__(
        self, params: dict[str, Any], inputs: str, targets: str, h0: Any = None
    ) -> None:
        xs, ys = helo.VOCABULARY.one_hot(inputs), helo.VOCABULARY.one_hot(targets)
        h0 = np.zeros(len(params["b"])) if h0 is None else h0
        done = language_model.run(rnn, params, xs, ys, (h0,))
        self.common = dict(
            params, L=done.L, np=np, log_softmax=log_softmax, softmax=softmax
        )
        self.common |= {"loss": done.output.loss, "tanh_slope": tanh_slope}
        self.common |= {"outer_sum": np.outer}
        self.common |= {f"d{name}": value for name, value in done.gradients.items()}
        self.steps = [
            {"x": xs[t], "y": ys[t], "h_prev": done.trace.h_prev[t], "a": done.trace.a[t],
             "h": done.trace.h[t], "logits": done.output.logits[t],
             "probs": done.output.probs[t], "loss": done.output.loss[t],
             "scores": done.output.logits[t],
             "shifted": done.output.logits[t] - done.output.logits[t].max(),
             "e": np.exp(done.output.logits[t] - done.output.logits[t].max()),
             "d_out": done.d_output.logits[t], "dh_out": done.d_output.h_out[t],
             "dh": done.d_trace.h[t], "d": done.d_trace.a[t], "dx": done.d_trace.x[t],
             "dh_prev": done.d_trace.h_prev[t],
             "trace": SimpleNamespace(x=xs[t], h_prev=done.trace.h_prev[t])}
            for t in range(len(inputs))
        ]  # fmt: skip
        shares: dict[str, Any] = dict.fromkeys(["dV", "dc", "dW", "dU", "db"], 0.0)
        for step in reversed(self.steps):  # the sums so far, from the last step on
            shares["dV"] = shares["dV"] + np.outer(step["d_out"], step["h"])
            shares["dc"] = shares["dc"] + step["d_out"]
            shares["dW"] = shares["dW"] + np.outer(step["d"], step["x"])
            shares["dU"] = shares["dU"] + np.outer(step["d"], step["h_prev"])
            shares["db"] = shares["db"] + step["d"]
            step |= shares
        self.h0 = h0

    def value(self, name: str, t: str, index: int) -> float:
        """Evaluate a name, or a sub-expression of the library, at a step."""
        if name == "h" and t == "0":
            return float(self.h0[index])
        scope = self.common | (self.steps[int(t) - 1] if t else {})
        found = np.ravel(eval(name, scope))
        return float(found[index if found.size > 1 else 0])


def check_numbers(tape: Locator, expected: Expected) -> int:
    """Compare every number that the widget shows; return how many there were."""
    shown = tape.evaluate(SHOWN)
    for one in shown:
        truth = expected.value(one["name"], one["t"], one["index"])
        got = float(one["value"])
        assert abs(got - truth) <= 1e-12 * max(1, abs(truth)), one
        if one["text"]:
            digits = one["text"].replace("−", "-")
            assert abs(float(digits) - truth) <= 0.5001 * 10 ** -len(
                digits.partition(".")[2]
            ), one
    return len(shown)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    return write_page(tmp_path_factory.mktemp("tape") / "tape.html", Tape(helo.program()))


@pytest.fixture
def opened(visit, address):
    """Open the page in a state; give the page and its first Tape."""

    def open_state(query: str = "", url: str = address, **options) -> tuple[Page, Locator]:
        seen = visit(f"{url}{query}", **options)
        tape = seen.page.locator('[data-widget="tape"]').first
        tape.and_(seen.page.locator("[data-ready]")).wait_for()
        assert seen.errors == []
        return seen.page, tape

    return open_state


def tick(tape: Locator) -> int:
    return int(tape.get_attribute("data-tick"))


CUT_OFF = """(root) => ["say", "board", "entry", "graph", "eq", "where"].filter((part) => {
  const el = root.querySelector(`.u-${part}`);
  return el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1;
})"""
LECTURE = Expected(helo.parameters(), "hell", "ello")


def test_every_tick_shows_numpys_numbers_forth_and_back(opened):
    page, tape = opened()
    last = int(tape.get_attribute("data-ticks")) - 1
    assert last == 4 * 8  # eight ticks for each letter, and the total
    tape.focus()
    for now in range(last + 1):
        assert tick(tape) == now
        assert tape.get_attribute("data-direction") == "forward"
        assert check_numbers(tape, LECTURE) > 60
        page.keyboard.press("ArrowRight")
    for now in range(last, -1, -1):
        assert tick(tape) == now
        page.keyboard.press("ArrowLeft")
    assert tick(tape) == 0


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_chapters_own_tape_shows_them_too(opened, html, server, scheme):
    base = server if scheme == "http" else html.as_uri() + "/"
    page, tape = opened("?tape.tick=2", url=f"{base}book/forward_pass.html")
    tape.scroll_into_view_if_needed()
    tape.focus()
    for _ in range(31):
        check_numbers(tape, LECTURE)
        page.keyboard.press("ArrowRight")
    assert tick(tape) == 32
    assert address_of(page) == "?tape.tick=32"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    tape.locator('.u-board [data-name="W"][data-index="0"]').click()
    page.keyboard.type("-1")
    params = helo.parameters()
    params["W"][0, 0] = -1
    check_numbers(tape, Expected(params, "hell", "ello"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "state",
    ["?tape.tick=1", "?tape.tick=4", "?tape.tick=5&tape.set=V:0:-2,x3:3,U:1:0.5",
     "?tape.tick=6&tape.open=softmax", "?tape.tick=7", "?tape.tick=32",
     "?tape.tick=2&tape.entry=U:0", "?tape.tick=0&tape.entry=x1:0"],
)  # fmt: skip
def test_every_state_is_accessible(visit, tmp_path, theme, state):
    url = write_page(tmp_path / "a.html", Tape(helo.program()), theme=theme)
    page = visit(url + state).page
    page.add_style_tag(
        content="body { background: Canvas } [data-theme=dark] { color-scheme: dark }"
    )
    tape = page.locator('[data-widget="tape"][data-ready]')
    tape.focus()
    for key in ("", "c", "p", "t", "?"):
        if key:
            page.keyboard.press(key)
        assert violations(page, theme) == [], key


def test_the_last_value_of_the_arithmetic_line_is_the_entry(opened):
    page, tape = opened()
    tape.focus()
    for _ in range(33):
        result = tape.locator(".u-result")
        if result.count():
            chosen = tape.locator(".u-board .u-chosen").last
            assert result.get_attribute("data-value") == chosen.get_attribute("data-value")
        page.keyboard.press("ArrowRight")


def test_the_lectures_own_sum_is_spelled_out(opened):
    _, tape = opened("?tape.tick=10")
    text = tape.locator(".u-sum").inner_text()
    assert text == "0.427043·0.693168+0·0.899554+0·0.802119=0.296013"
    _, tape = opened("?tape.tick=11")
    assert tape.locator(".u-sum").inner_text() == "0.84606+0.296013+0.567001=1.709074"


def test_an_opened_call_shows_its_operations_and_closes_again(opened):
    page, tape = opened("?tape.tick=6")
    tape.focus()
    before = int(tape.get_attribute("data-ticks"))
    page.keyboard.press("o")
    assert int(tape.get_attribute("data-ticks")) == before + 4 * 4  # max, −, exp, sum, ÷
    first = tick(tape)
    for _ in range(5):
        check_numbers(tape, LECTURE)
        assert "softmax" in tape.locator(".u-codeline").inner_text()
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("o")
    assert (tick(tape), int(tape.get_attribute("data-ticks"))) == (first, before)


def test_the_lit_code_is_what_ran(opened):
    page, tape = opened()
    tape.focus()
    seen = []
    for _ in range(8):
        seen.append(tape.locator(".u-codeline mark").inner_text())
        page.keyboard.press("ArrowRight")
    assert seen == ["x", "W @ x", "U @ h_prev", "W @ x + U @ h_prev + b", "np.tanh(a)",
                    "V @ h + c", "softmax(logits)", "cross_entropy(logits, y)"]  # fmt: skip


def test_a_typed_weight_changes_everything_downstream_at_once(opened):
    page, tape = opened("?tape.tick=2")
    tape.locator('.u-board [data-name="U"][data-index="0"]').click()
    page.keyboard.type("0.9")
    params = helo.parameters()
    params["U"][0, 0] = 0.9
    changed = Expected(params, "hell", "ello")
    check_numbers(tape, changed)
    assert tape.get_attribute("data-edits") == "1"
    assert "L 6.811 → " in tape.locator(".u-chip-text").inner_text()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
        check_numbers(tape, changed)
    assert tape.locator(".u-square.u-changed").count() == 3 * 10  # a, h, ζ, ŷ of 3 steps
    page.keyboard.press("r")
    check_numbers(tape, LECTURE)
    assert tape.get_attribute("data-edits") == "0"
    assert tape.locator(".u-changed, .u-edited").count() == 0


def test_what_is_not_a_number_is_refused_in_words(opened):
    page, tape = opened("?tape.tick=2")
    tape.locator('.u-board [data-name="U"][data-index="0"]').click()
    page.keyboard.type("0.5x")
    assert "not a number" in tape.locator(".u-problem").inner_text()
    assert tape.locator('.u-board [data-name="U"][data-index="0"]').inner_text() == "0.500"
    page.keyboard.press("Escape")
    assert tape.evaluate("(root) => document.activeElement === root")


def test_every_leaf_can_be_edited(opened):
    page, tape = opened("?tape.tick=0")
    tape.focus()
    page.keyboard.press("p")
    rng = np.random.default_rng(1)
    params, h0 = helo.parameters(), np.zeros(3)
    sizes = {"W": 12, "U": 9, "b": 3, "V": 12, "c": 4, "h": 3}
    for name, size in sizes.items():
        t = "0" if name == "h" else ""
        index = int(rng.integers(size))
        value = round(float(rng.normal()), 3)
        tape.locator(
            f'.u-all [data-name="{name}"][data-t="{t}"][data-index="{index}"]'
        ).click()
        page.keyboard.type(str(value))
        page.keyboard.press("Enter")
        (h0 if name == "h" else params[name].reshape(-1))[index] = value
    tape.locator('.u-all [data-name="x"][data-t="2"][data-index="3"]').click()
    tape.locator(".u-choice", has_text="o").click()
    tape.locator('.u-all [data-name="y"][data-t="4"][data-index="0"]').click()
    tape.locator(".u-choice", has_text="h").click()
    assert check_numbers(tape, Expected(params, "holl", "ellh", h0)) > 100
    assert tape.get_attribute("data-edits") == "8"


def test_a_number_can_be_dragged(opened):
    page, tape = opened("?tape.tick=2")
    box = tape.locator('.u-board [data-name="U"][data-index="4"]').bounding_box()
    x, y = box["x"] + 10, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=5)
    page.mouse.up()
    params = helo.parameters()
    params["U"][1, 1] += 0.2
    check_numbers(tape, Expected(params, "hell", "ello"))
    tape.locator(".u-slider").fill("-1.5")
    params["U"][1, 1] = -1.5
    check_numbers(tape, Expected(params, "hell", "ello"))


def test_a_link_opens_exactly_this_state(opened):
    page, tape = opened()
    tape.focus()
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    tape.locator('.u-board [data-name="V"][data-index="5"]').click()
    page.keyboard.type("-0.25")
    page.keyboard.press("Enter")
    tape.locator('.u-board [data-name="h"][data-index="1"]').click()
    link = address_of(page)
    assert link == "?tape.tick=13&tape.set=V:5:-0.25&tape.entry=h2:1&tape.unit=2"
    text = tape.locator(".u-frame").inner_text()
    _, again = opened(link)
    assert again.locator(".u-frame").inner_text() == text
    assert "tanh(1.822671)=0.949104" in again.locator(".u-sum").inner_text()


def test_a_link_can_hide_parts(opened):
    _, tape = opened("?tape.tick=7&tape.hide=numbers,arithmetic")
    assert not tape.locator(".u-board").first.is_visible()
    assert not tape.locator(".u-entry").is_visible()
    assert tape.locator(".u-say").is_visible()


@pytest.mark.parametrize(
    "wrong",
    ["?tape.tick=999&tape.set=U:99:1,nope:0:1,W:0:x&tape.entry=q:1&tape.open=nothing",
     "?tape.tick=-3&tape.set=,,::&tape.entry=:&tape.digits=0&tape.unit=77"],
)  # fmt: skip
def test_a_broken_link_does_no_harm(opened, wrong):
    _, tape = opened(wrong)
    check_numbers(tape, LECTURE)


def test_only_what_differs_stands_in_the_address(opened):
    page, tape = opened("?other=1#x")
    assert address_of(page) == "?other=1"
    tape.focus()
    page.keyboard.press("ArrowRight")
    assert address_of(page) == "?other=1&tape.tick=1"
    assert page.evaluate("location.hash") == "#x"
    page.keyboard.press("Home")
    assert address_of(page) == "?other=1"


def test_the_keyboard_is_enough(opened):
    page, tape = opened()
    page.keyboard.press("Tab")  # the link before the widget
    page.keyboard.press("ArrowRight")
    assert tick(tape) == 0, "a key without focus must stay the page's"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert tick(tape) == 1
    page.keyboard.press("Control+ArrowRight")
    assert tick(tape) == 1
    page.keyboard.press("Shift+ArrowRight")
    assert tick(tape) == 8
    page.keyboard.press("Shift+ArrowLeft")
    assert tick(tape) == 0
    page.keyboard.press("End")
    assert tick(tape) == 32
    page.keyboard.press("Home")
    for key, panel in (("c", 0), ("p", 1), ("t", 2), ("?", 3)):
        page.keyboard.press(key)
        assert tape.locator(".u-drawer").nth(panel).is_visible()
        page.keyboard.press(key)
        assert tape.locator(".u-drawer:visible").count() == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    assert "row 2" in tape.locator(".u-label").inner_text()


def test_arrows_move_between_the_cells_of_a_matrix(opened):
    page, tape = opened("?tape.tick=1")
    tape.locator('.u-board [data-name="W"][data-index="0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    where = "[document.activeElement.dataset.name, document.activeElement.dataset.index]"
    assert page.evaluate(where) == ["W", "5"]
    assert tick(tape) == 1
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    assert tape.get_attribute("data-edits") == "1"


def test_after_a_click_on_a_number_the_arrows_go_on_stepping(opened):
    page, tape = opened("?tape.tick=10")
    tape.locator('.u-board [data-name="h"][data-index="2"]').click()
    assert "tanh(1.104525)=0.802119" in tape.locator(".u-sum").inner_text()
    page.keyboard.press("ArrowRight")
    assert tick(tape) == 11
    tape.get_by_role("slider", name="Position").focus()
    page.keyboard.press("ArrowUp")
    assert tick(tape) == 12


def test_space_plays_and_pauses(opened):
    page, tape = opened("?tape.tick=26")
    tape.locator(".u-select.u-more").select_option("2")
    tape.focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('[data-tick]').dataset.tick > 27")
    page.keyboard.press("Space")
    now = tick(tape)
    page.wait_for_timeout(900)
    assert tick(tape) == now


def test_full_screen_is_large_and_escape_leaves_it(opened):
    page, tape = opened("?tape.tick=10", width=1920, height=1080)
    tape.focus()
    page.keyboard.press("f")
    page.wait_for_timeout(300)
    smallest = tape.evaluate(
        """(root) => {
             const says = (node) => node.nodeType === 3 && node.data.trim();
             const scale = (svg) => (svg ? svg.clientWidth / svg.viewBox.baseVal.width : 1);
             return Math.min(...[...root.querySelectorAll(".u-frame *")]
               .filter((el) => el.checkVisibility() && [...el.childNodes].some(says))
               .map((el) => parseFloat(getComputedStyle(el).fontSize)
                 * scale(el.ownerSVGElement)));
           }"""
    )
    assert smallest >= 20
    box = tape.bounding_box()
    assert (box["width"], box["height"]) == (1920, 1080)
    assert tape.evaluate("(root) => root.scrollHeight <= root.clientHeight + 1")
    page.keyboard.press("PageDown")
    assert tick(tape) == 11
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert tape.bounding_box()["width"] < 1900


def test_two_tapes_of_a_page_do_not_disturb_each_other(visit, tmp_path):
    program = helo.program()
    url = write_page(tmp_path / "two.html", Tape(program), Tape(program))
    page = visit(f"{url}?tape.tick=3&tape2.tick=5&tape2.set=b:0:1").page
    first, second = page.locator('[data-widget="tape"]').all()
    second.and_(page.locator("[data-ready]")).wait_for()
    assert (tick(first), tick(second)) == (3, 5)
    check_numbers(first, LECTURE)
    params = helo.parameters()
    params["b"][0] = 1
    check_numbers(second, Expected(params, "hell", "ello"))
    first.focus()
    page.keyboard.press("ArrowRight")
    assert (tick(first), tick(second)) == (4, 5)
    fields = sorted(address_of(page)[1:].split("&"))
    assert fields == ["tape.tick=4", "tape2.set=b:0:1", "tape2.tick=5"]


@pytest.mark.parametrize("width", [1280, 720, 390, 360])
def test_nothing_moves_or_is_cut_off_between_ticks(opened, width):
    page, tape = opened(width=width, height=1000)
    for letters in each_kind(page):
        tape.focus()
        page.keyboard.press("Home")
        boxes = set()
        for _ in range(33):
            boxes.add(tape.evaluate("(r) => r.querySelector('.u-frame').offsetHeight"))
            assert tape.evaluate(CUT_OFF) == [], f"{letters}, tick {tick(tape)}"
            page.keyboard.press("ArrowRight")
        assert len(boxes) == 1, letters
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), letters


@pytest.mark.parametrize(
    "word",
    [
        "ab",
        "banana split",
        "<b>&\"'</b>",
        "日本語テキスト",
        "aaaa",
        "🙂🙃🙂",
        "e\u0301a\u200db",
        "👨\u200d👩\u200d👧a🇩🇪🇫🇷👍🏽1\ufe0f\u20e3",
        "של\u202e\0\t\ud800\uffff",
    ],
)
def test_a_readers_own_word_is_text_and_works(visit, tmp_path, word):
    tape = Tape.of(word, hidden_size=4)
    seen = visit(write_page(tmp_path / "own.html", tape))
    root = seen.page.locator('[data-widget="tape"][data-ready]')
    root.wait_for()
    letters = graphemes(word)
    assert int(root.get_attribute("data-ticks")) == 8 * (len(letters) - 1) + 1
    tiles = root.locator(".u-tile-letter").all_text_contents()
    assert {tile.rstrip("₂₃₄") for tile in tiles} == {sign(letter) for letter in letters}
    root.focus()
    for _ in range(9):
        seen.page.keyboard.press("ArrowRight")
        step = root.locator(".u-where b").all_inner_texts()
        assert all(text.strip() and "\ufffd" not in text for text in step)
    assert root.locator("b b, script").count() == 0
    seen.page.keyboard.press("t")
    assert root.locator(".u-told li").count() == 8 * (len(letters) - 1) + 1
    assert not re.search("[\0\u202e\ufffd\uffff]", root.inner_text())
    assert seen.errors == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data | {"format": "unrolled-program/0"}, "unrolled-program/0"),
        (
            lambda data: (
                data | {"nodes": [{"op": "magic", "in": [0], "shape": []}], "values": [[0]]}
            ),
            "magic.*does not know the operation",
        ),
        (lambda data: {}, "format"),
    ],
)
def test_a_program_that_does_not_fit_says_so_in_its_place(visit, tmp_path, spoil, says):
    tape = Tape(helo.program())
    spoiled(tape, program=spoil(dict(tape.program)))
    seen = visit(write_page(tmp_path / "wrong.html", tape))
    problem = seen.page.locator(".unrolled-failed > .unrolled-note")
    problem.wait_for()
    assert re.search(says, problem.inner_text())


def test_a_wrong_word_is_answered_and_the_tape_stays(visit, tmp_path):
    field, tape = own_word("ab").children
    field.value = "abba"
    assert (tape.problem, max(n.get("t", 0) for n in tape.program["nodes"])) == ("", 3)
    field.value = ""
    assert "at least 2 are needed" in tape.problem
    page = visit(write_page(tmp_path / "wrong.html", tape)).page
    assert "at least 2 are needed" in page.get_by_role("alert").first.inner_text()
    assert (
        page.locator('[data-widget="tape"][data-ready]').get_attribute("data-ticks") == "25"
    )


def test_any_recorded_program_with_steps_can_be_shown(visit, tmp_path):
    recorder = Recorder()
    weights = recorder.leaf("parameter", "A", [[0.5, -1.0], [0.25, 0.75]])
    state = recorder.leaf("state", "s", [1.0, 2.0], t=0)
    program = recorder.program({"end": leap(weights, state)})
    seen = visit(write_page(tmp_path / "any.html", Tape(program)))
    root = seen.page.locator('[data-widget="tape"][data-ready]')
    root.wait_for()
    for _ in range(int(root.get_attribute("data-ticks"))):
        root.press("ArrowRight")
    assert seen.errors == []
    end = root.locator('.u-board [data-name="end"]')
    assert float(end.first.get_attribute("data-value")) == program.value("end")[0]


def leap(A, s):
    for t in range(3):  # noqa: B007 (the recorder reads t)
        s = np.maximum(A @ s, 0.1) + np.sqrt(np.abs(s)) * 0.5
    return s


def test_the_sentence_is_live_and_the_transcript_complete(opened):
    page, tape = opened()
    say = tape.locator(".u-say")
    assert say.get_attribute("aria-live") == "polite"
    tape.focus()
    told = []
    for _ in range(33):
        told.append(say.inner_text())
        page.keyboard.press("ArrowRight")
    assert len(set(told)) == 33
    page.keyboard.press("t")
    assert tape.locator(".u-told li").all_inner_texts() == told
    check_numbers(tape, LECTURE)
    assert tape.locator("table.u-values").count() == 13  # five weights and eight quantities


def test_it_can_be_drawn_before_it_is_in_the_page(visit, tmp_path):
    tape = Tape(helo.program())
    page = visit(write_page(tmp_path / "late.html", tape)).page
    late = page.evaluate(
        """async ([esm, program, captions]) => {
             const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
             const state = { program, captions, key: "late" };
             const model = { get: (name) => state[name], on() {}, off() {} };
             const el = document.createElement("div");
             (await import(url)).default.render({ model, el });
             document.querySelector("main").append(el);
             await new Promise((done) => setTimeout(done, 200));
             return el.querySelector(".u-diagram").getBoundingClientRect().width; }""",
        [tape.code, tape.program, tape.captions],
    )
    assert late > 300


def test_reduced_motion_is_respected(opened):
    page, tape = opened(reduced_motion="reduce")
    tape.focus()
    page.keyboard.press("ArrowRight")
    assert tape.locator(".u-pulse").count() == 0


def test_digits_shown_can_be_chosen(opened):
    page, tape = opened("?tape.tick=1&tape.digits=6")
    cell = tape.locator('.u-board [data-name="W"][data-index="1"]').first
    assert cell.inner_text() == "0.846060"
    check_numbers(tape, LECTURE)
    tape.focus()
    page.keyboard.press("p")
    tape.get_by_label("Decimals").select_option("2")
    assert cell.inner_text() == "0.85"
    assert cell.get_attribute("data-value") == "0.84606"
