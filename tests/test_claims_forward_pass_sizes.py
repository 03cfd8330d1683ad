"""What the page on sizes and printed digits says of its results."""

from claims import claims
from unrolled import helo, sizes

says = claims("forward_pass_sizes")


@says(
    "Nearly all of it is V; U is a narrow part and W a sliver.",
    "the vocabulary is what makes a language model large.",
    "With a large vocabulary most weights are in $V$.",
)
def test_nearly_all_weights_are_in_v(chapter):
    W, U, V, *_ = sizes.parameter_count(**sizes.LECTURE, biases=False).shares
    assert V > 0.9 > 0.1 > U > 4 * W


@says(
    "Which of the three numbers costs most when you double it? (For the lecture's sizes "
    "it is $H$: it stands in all three shapes.)"
)
def test_units_cost_most(chapter):
    def dearest(start, biases):
        cost = {
            k: sizes.parameter_count(**start | {k: 2 * v}, biases=biases).total
            for k, v in start.items()
        }
        return max(cost, key=cost.get)

    assert dearest(sizes.LECTURE, biases=False) == "H"
    assert dearest({"D": 4, "H": 3, "K": 100}, biases=True) == "K"  # not for all sizes


@says(
    "These differ in their last digits only.",
    "the library reproduces most to the last digit; the others differ in their last "
    "digits.",
)
def test_they_differ_in_their_last_digits(chapter):
    rows = helo.compare()
    assert sum(row.agrees for row in rows) > len(rows) / 2
    for row in rows:
        digits = len(row.printed.split(".")[1])
        assert abs(row.computed - float(row.printed)) < 10.0 ** (2 - digits) * 4
