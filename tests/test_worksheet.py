"""Worksheets: what they ask, the mistakes they know, and that both are NumPy's numbers."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from unrolled import five_words, helo, word_letters
from unrolled.cells.activations import tanh_slope
from unrolled.recording import Recorder
from unrolled.teaching.wrong_paths import Detour, common
from unrolled.widgets import Worksheet

CHECKER = Path(__file__).parent / "js" / "check_programs.mjs"
AT = [("U @ h_prev", 3, 0), ("a", 3, 0), ("h", 3, 0)]


def joined(sheet):
    """The program with the operations of the mistakes behind it, as the page has them."""
    detours = sheet.detours
    return sheet.program | {
        "nodes": sheet.program["nodes"] + detours["operations"],
        "values": sheet.program["values"] + detours["values"],
    }


def told(sheet, n=0):
    """The results of the mistakes of a blank, by what is said to them."""
    values = joined(sheet)["values"]
    return {words: np.array(values[i]) for i, words in sheet.blanks[n]["mistakes"]}


def test_it_asks_for_the_values_in_their_order():
    program = helo.program()
    sheet = Worksheet(program, at=[*AT, ("L",), ("probs", 2, [1, 3])])
    nodes = [blank["node"] for blank in sheet.blanks]
    assert nodes[1:4] == [program.find("a", 3), program.find("h", 3), program.find("L")]
    assert [blank["entries"] for blank in sheet.blanks] == [[0], [0], [0], [0], [1, 3]]


def test_a_call_can_be_left_blank_by_its_code():
    program = helo.program(backward=True)
    sheet = Worksheet(program, at=[("tanh_slope(h)", 3)])
    asked = np.array(program.data["values"][sheet.blanks[0]["node"]])
    np.testing.assert_array_equal(asked, tanh_slope(program.value("h", 3)))


def test_common_mistakes_on_the_way_forward():
    p, trace = helo.parameters(), helo.predict().trace
    Wx, Uh = p["W"] @ trace.x[2], p["U"] @ trace.h[1]
    wrong = list(told(Worksheet(helo.program(), at=[("a", 3)])).values())
    for expected in (
        Wx + Uh,  # no bias
        Wx + p["b"],  # no memory
        Wx + p["U"] @ trace.a[1] + p["b"],  # E09
        Wx + trace.h[1] + p["b"],
        p["W"] @ trace.x[1] + Uh + p["b"],
        -trace.a[2],
    ):
        assert any(np.allclose(expected, x, rtol=0, atol=1e-12) for x in wrong)


def test_a_matrix_is_confused_with_its_transpose():
    params = helo.parameters() | {"U": np.arange(9.0).reshape(3, 3) / 9}
    program = helo.program(True, params)
    d, U = program.value("d", 3), params["U"]
    np.testing.assert_allclose(program.value("dh_prev", 3), U.T @ d)
    found = told(Worksheet(program, at=[("dh_prev", 3)]))
    (wrong,) = [x for words, x in found.items() if words.startswith("that is {")]
    np.testing.assert_allclose(wrong, U @ d)


def test_activations_are_skipped_doubled_and_missing_their_square():
    program = helo.program(backward=True)
    a, h, dh = (program.value(name, 3) for name in ("a", "h", "dh"))
    found = told(Worksheet(program, at=[("h", 3)]))
    np.testing.assert_allclose(found["tanh was not applied"], a)
    np.testing.assert_allclose(found["tanh was applied twice"], np.tanh(h))
    wrong = told(Worksheet(program, at=[("d", 3)])).values()
    for expected in ((1 - h) * dh, h * h * dh, dh, (1 - a * a) * dh):
        assert any(np.allclose(expected, x) for x in wrong)


def test_a_sum_is_confused_with_its_mean():
    recorder = Recorder()
    x = recorder.leaf("input", "x", [1.0, 2.0, 6.0])
    program = recorder.program({"total": np.sum(x)})
    found = {words: x.value for x, words in common(Detour(program), program.find("total"))}
    assert found["that is the mean; the sum is asked for"] == 3


def test_a_mistake_of_ones_own_comes_first():
    sheet = Worksheet(
        helo.program(),
        at=AT,
        mistakes={("h", 3): [(lambda v: 1 - v("h", 3) ** 2, "that is the slope")]},
    )
    found = told(sheet, 2)
    assert next(iter(found)) == "that is the slope"
    np.testing.assert_allclose(
        found["that is the slope"], tanh_slope(helo.predict().trace.h[2])
    )


def test_every_mistake_can_be_told_from_the_right_number_and_the_others():
    sheet = Worksheet(helo.program(True), at=[*AT, ("d", 2), ("d_out", 4), ("loss", 1)])
    for n, blank in enumerate(sheet.blanks):
        right = np.array(sheet.program["values"][blank["node"]])
        rows = [right, *told(sheet, n).values()]
        for i, one in enumerate(rows):
            for other in rows[:i]:
                assert np.abs(one - other)[blank["entries"]].max() > 1e-3


def test_the_mistakes_replay_to_what_numpy_computed():
    at = [*AT, ("loss", 2), ("d", 3), ("dh", 2), ("d_out", 3), ("probs", 1), ("dU",)]
    item = {"name": "sheet", "program": joined(Worksheet(helo.program(True), at=at))}
    node = shutil.which("node")
    assert node, "Node is missing: apt-get install nodejs"
    done = subprocess.run(
        [node, CHECKER],
        input=json.dumps([item]),
        capture_output=True,
        text=True,
        check=True,
    )
    (report,) = json.loads(done.stdout)
    assert not report["failures"]
    assert report["nodes"] > len(helo.program(True).data["nodes"])
    assert report["worst"] <= 1e-12


def test_the_program_is_that_of_the_tape_so_that_a_page_carries_it_once():
    assert Worksheet(helo.program(), at=AT).program == helo.program().data


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"at": []}, "nothing is left blank"),
        ({"at": [("q", 3)]}, "no value 'q' at step 3; there are .*\\ba\\b.*\\bh\\b"),
        ({"at": [("h", 9)]}, "no value 'h' at step 9"),
        ({"at": [("x", 1)]}, "x is given, not computed"),
        ({"at": [("h", 3, 3)]}, "h has 3 entries, counted from 0; there is no 3"),
        ({"at": [("h", 3, -1)]}, "there is no -1"),
        ({"at": AT, "digits": 0}, "digits is 0; it must be from 1 to 6"),
        ({"at": AT, "mistakes": {("h", 2): []}}, r"mistakes for \[\('h', 2\)\]"),
        ({"at": AT, "mistakes": {("h", 3): [(lambda v: 1.0, "one")]}}, r"shape \(\);"),
        (
            {"at": AT, "mistakes": {("h", 3): [(lambda v: np.tanh(v("a", 3)), "this")]}},
            "“this” gives the right numbers",
        ),
    ],
)
def test_a_worksheet_that_cannot_be_asked_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Worksheet(helo.program(), **arguments)


def test_only_a_program_will_do():
    with pytest.raises(ValueError, match="a Program of this version is needed"):
        Worksheet({"nodes": []}, at=AT)


def test_on_paper_there_are_boxes_and_no_answers():
    sheet = Worksheet(helo.program(), at=AT)
    figure, trace = sheet.figure(), helo.predict().trace
    assert figure.count("role='img'") == len(AT)
    assert f"{trace.h[1, 0]:.4f}" in figure
    assert f"{trace.h[2, 1]:.4f}" in figure
    assert f"{trace.h[2, 0]:.4f}" not in figure
    assert "<sub>3</sub>" in figure


def test_on_paper_a_value_has_the_name_that_its_line_gives_it():
    counted = Worksheet(word_letters.program("cbow"), [("h", 2)]).figure()
    asked = five_words.program("no good", backward=False)
    assert "<th scope='row'>width" in counted and "power" not in counted
    assert "<i>keys</i>" in Worksheet(asked, [("beta", 2)]).figure()
