"""What the page on speed says of what was measured."""

import numpy as np

from claims import claims
from unrolled import fused, lstm

says = claims("speed")


def ratios(chapter, peer, **wanted):
    """How many times as long a peer takes, over the rows of the table."""
    return {
        (step["kind"], step["size"], step["cell"]): step["rows"][peer]["ratio"]
        for step in chapter["found"]["fused"]["results"]
        if peer in step["rows"] and all(step[key] == value for key, value in wanted.items())
    }


@says("Every gradient agrees to twelve digits")
def test_twelve_digits(chapter):
    for name, right in chapter["read"].gradients.items():
        if name in chapter["params"]:
            np.testing.assert_allclose(
                chapter["gradients"][name], right, rtol=1e-12, atol=1e-15
            )


@says(
    "The worst of our rows, {glue:text}`worst`, takes {glue:text}`worst_ratio:.1f` "
    "times as long as JAX."
)
def test_the_worst_row(chapter):
    found = ratios(chapter, "jax_scan")
    (kind, size, cell), worst = min(found.items(), key=lambda row: row[1])
    assert chapter.glued["worst"] == f"{cell.upper()} at size {size} with {kind}"
    assert chapter.glued["worst_ratio"] == 1 / worst > 1


@says(
    "With float64 and with Adam added, the other one is faster in {glue:text}`lost` of "
    "{glue:text}`compared` comparisons with PyTorch and JAX."
)
def test_comparisons(chapter):
    both = [*ratios(chapter, "torch_eager").values(), *ratios(chapter, "jax_scan").values()]
    assert chapter.glued["lost"] == sum(ratio < 1 for ratio in both)
    assert chapter.glued["compared"] == len(both)


@says(
    "One sequence through K1 gains more than a factor of ten.",
    "It gains less: the same calls carry more arithmetic.",
    "With one sequence, time goes into calls; with many, into products",
)
def test_calls_are_shared(chapter):
    one, many = (
        ratios(chapter, "textbook", kind="float32", size=size) for size in ("K1", "K16")
    )
    assert min(one.values()) > 10 > 4 > max(many.values())
    sizes = chapter["SIZES"]
    assert sizes["K1"] | {"B": 16} == sizes["K16"]


@says("the same numbers, up to {glue:text}`most:.0f` times as fast.")
def test_the_most(chapter):
    assert chapter.glued["most"] == max(ratios(chapter, "textbook").values())


@says("In this table ours is always faster. The LSTM comes closest at every size")
def test_against_pytorch(chapter):
    found = ratios(chapter, "torch_eager", kind="float32")
    assert min(found.values()) > 1
    for size in chapter["SIZES"]:
        of = {cell: ratio for (_, s, cell), ratio in found.items() if s == size}
        assert size == "C" or min(of, key=of.get) == "lstm"


@says(
    "At K1 JAX is faster, and at S with the plain network; everywhere else ours is.",
    "Calls are where a compiler is ahead (K1)",
)
def test_against_jax(chapter):
    found = ratios(chapter, "jax_scan", kind="float32")
    ahead = {(size, cell) for (_, size, cell), ratio in found.items() if ratio < 1}
    assert ahead == {("S", "rnn"), *(("K1", cell) for cell in ("rnn", "lstm", "gru"))}


@says(
    "At M, float64 takes about twice as long",
    "longer, but less than twice",
    "At K1 it takes less than that",
    "The LSTM's matrices are four times as large, and with one sequence the bytes show "
    "most there.",
    "and where float64 takes less than twice as long.",
)
def test_float64_beside_float32(chapter):
    rows = chapter["rows"]
    assert fused.Workspace(lstm, chapter["params"], T=1, B=1).params["U"].shape == (4, 3, 3)

    def wider(size, cell, peer="fused"):
        double, single = (rows[k, size, cell][peer]["ms"] for k in ("float64", "float32"))
        return double / single

    at_m, at_k1 = ([wider(n, cell) for cell in ("rnn", "gru", "lstm")] for n in ("M", "K1"))
    assert 1.9 < min(at_m) < max(at_m) < 2.3
    assert 1.2 < min(at_k1) < max(at_k1) == at_k1[-1] < 1.8
    assert 1.2 < wider("K1", "rnn", "products") < 1.8


@says(
    "More steps cost in proportion.", "Time and memory are linear in the number of steps."
)
def test_time_and_memory_are_linear_in_steps(chapter):
    kept = [
        sum(one.A.nbytes for one in fused.Workspace(lstm, chapter["params"], T, B=1).layers)
        for T in (10, 20, 30)
    ]
    assert kept[2] - kept[1] == kept[1] - kept[0] > 0
    for row in chapter["growth"]:
        if row["axis"] == "T":
            assert all(0.85 < row[cell] < 1.15 for cell in ("rnn", "lstm", "gru"))


@says(
    "A second sequence beside the first costs less than the first, least with the plain "
    "network; the last doubling of B is about linear."
)
def test_a_second_sequence_is_cheap(chapter):
    first, *_, last = (row for row in chapter["growth"] if row["axis"] == "B")
    assert (first["from"], first["to"]) == (1, 2)
    second = {cell: 2 ** first[cell] - 1 for cell in ("rnn", "lstm", "gru")}
    assert 0 < second.pop("rnn") < min(second.values()) <= max(second.values()) < 0.9
    assert all(0.9 < last[cell] < 1.15 for cell in ("rnn", "lstm", "gru"))


@says(
    "At worst the replay takes {glue:text}`page_ratio:.1f` times as long as the loop; in "
    "{glue:text}`page_wins` of {glue:text}`page_rows` rows it is the faster one.",
    "This more than halves the time",
)
def test_the_replay_in_a_page(chapter):
    found = chapter["found"]["update"]["results"]
    assert {r["where"] for r in found} == {"Node", "Chromium"}
    assert [r["cell"] for r in found] == 2 * ["rnn", "lstm", "gru"]
    assert chapter.glued["page_ratio"] == max(r["ratio"] for r in found) <= 1.5
    assert chapter.glued["page_wins"] == sum(r["quick"] < r["hand"] for r in found)
    assert all(r["quick"] < r["plain"] / 2 for r in found)


@says(
    "TensorFlow.js takes at least {glue:text}`page_tfjs:.1f` times as long as the replay, "
    "though it computes with half the digits:",
    "takes at least {glue:text}`page_recurrent:.1f` times as long;",
)
def test_other_libraries_of_the_page(chapter):
    found = chapter["found"]["update"]["results"]
    for r in found:
        for name in ("tfjs_cpu", "tfjs_wasm"):
            assert r[name] / r["quick"] >= chapter.glued["page_tfjs"] > 2
        assert r["recurrent_js"] / r["quick"] >= chapter.glued["page_recurrent"] > 1


@says("A step of an LSTM, there and back, makes more than a dozen;")
def test_the_calls_of_a_step(chapter):
    (layer,) = fused.Workspace(lstm, chapter["params"], T=4, B=1).layers
    assert 12 < len([*layer.step(1), *layer.step_back(1)]) < 24


@says("Most of the time goes into calls, not into arithmetic.")
def test_the_textbook_path_spends_its_time_on_calls(chapter):
    (row,) = (
        step["rows"]
        for step in chapter["found"]["fused"]["results"]
        if (step["kind"], step["size"], step["cell"]) == ("float32", "K1", "lstm")
    )
    assert row["textbook"]["ms"] > 5 * row["products"]["ms"]
