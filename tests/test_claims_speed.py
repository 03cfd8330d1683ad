"""What the page on speed says of what was measured."""

import numpy as np

from claims import claims

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
    "In {glue:text}`lost` of {glue:text}`compared` comparisons with PyTorch and JAX "
    "the other one is faster."
)
def test_comparisons(chapter):
    both = [*ratios(chapter, "torch_eager").values(), *ratios(chapter, "jax_scan").values()]
    assert chapter.glued["lost"] == sum(ratio < 1 for ratio in both)
    assert chapter.glued["compared"] == len(both)


@says("At worst the replay takes {glue:text}`page_ratio:.1f` times as long as the loop.")
def test_the_replay_in_a_page(chapter):
    found = chapter["found"]["update"]["results"]
    assert {r["where"] for r in found} == {"Node", "Chromium"}
    assert [r["cell"] for r in found] == 2 * ["rnn", "lstm", "gru"]
    assert chapter.glued["page_ratio"] == max(r["ratio"] for r in found) <= 1.5


@says("Most of the time goes into calls, not into arithmetic.")
def test_the_textbook_path_spends_its_time_on_calls(chapter):
    (row,) = (
        step["rows"]
        for step in chapter["found"]["fused"]["results"]
        if (step["kind"], step["size"], step["cell"]) == ("float32", "K1", "lstm")
    )
    assert row["textbook"]["ms"] > 5 * row["products"]["ms"]
