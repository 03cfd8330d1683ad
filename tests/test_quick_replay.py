"""The quick replay: what a training loop asks for, bit for bit what the plain one gives.

Programs of the kind it is made for are drawn here: products with matrices and with their
transposes, letters as inputs, sums of outer products over time; and sums that must not be
run together, since something else looks at them.  `check_programs.mjs` replays all of them
in both ways; NumPy says what comes out.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from test_replay import assert_equal, edit, run_checker
from unrolled import Recorder, gru, language_model, lstm, one_hot, rnn
from unrolled.cells.cell import outer_sum, time_sum

EXAMPLES = 150
EXTREME = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan]


def learned(leaves: dict[str, Any], T: int, start: bool, look: int) -> dict[str, Any]:
    """Make what a way forward and back is made of, in small."""
    W, U, xs = leaves["W"], leaves["U"], [leaves[f"x{t}"] for t in range(T)]
    h, hs, ds = leaves["h"], [], []
    for x in xs:
        h = np.tanh(W @ x + U @ h)
        hs.append(h)
    for h in hs[::-1]:
        ds.append(U.T @ h + h @ U - W @ (W.T @ h))
    shares = [np.outer(d, x) for d, x in zip(ds, xs, strict=True)]
    total = leaves["M"] if start else 0.0
    for share in shares:
        total = total + share
    found = {"dW": total, "dU": outer_sum(ds, hs), "db": time_sum(ds)}
    if look < T:  # one share, and the sum so far, are results themselves
        found |= {"share": shares[look], "before": total - shares[look]}
    return found | {"next": W - 0.1 * found["dW"]}


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """Draw sizes and numbers, record, and say what other numbers must lead to."""
    T, H, K = (draw(st.integers(1, n)) for n in (9, 9, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start, look = draw(st.booleans()), draw(st.integers(0, 2 * T))
    shapes = {"W": (H, K), "U": (H, H), "h": (H,), "M": (H, K)}
    first = {name: rng.normal(size=shape) / 3 for name, shape in shapes.items()}
    first |= {f"x{t}": one_hot([rng.integers(K)], K)[0] for t in range(T)}
    recorder = Recorder()
    leaves = {name: recorder.leaf("input", name, x) for name, x in first.items()}
    program = recorder.program(learned(leaves, T, start, look)).data
    edits, now = [], first
    for kind in draw(st.lists(st.sampled_from(["dense", "none", "extreme"]), max_size=3)):
        new = {"U": rng.normal(size=(H, H)) / 3}
        new |= {f"x{t}": rng.normal(size=K) * (kind == "dense") for t in range(T)}
        if kind == "extreme":
            new["W"] = first["W"].copy()
            new["W"].flat[rng.integers(H * K)] = rng.choice(EXTREME)
            letter = one_hot([rng.integers(K)], K)[0]
            new["x0"] = np.where(letter == 1, rng.choice(EXTREME), 0.0)
        now = now | new
        with np.errstate(all="ignore"):
            edits.append(edit(program, new, learned(now, T, start, look)))
    return {"name": "drawn", "program": program, "edits": edits}


def test_drawn_programs_are_replayed_in_both_ways() -> None:
    """As recorded, and with letters, dense vectors, zeros, infinities and NaN."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(items())
    def collect(item: dict[str, Any]) -> None:
        found.append(item | {"name": f"drawn {len(found)}"})

    collect()
    reports = run_checker(found)
    assert len(reports) == len(found) >= EXAMPLES
    for report in reports.values():
        assert_equal(report)


@pytest.mark.parametrize("cell", [rnn, lstm, gru], ids=lambda cell: cell.__name__)
def test_an_update_is_replayed_in_both_ways(cell: Any) -> None:
    """Twelve units, seven letters, ten steps; then with other weights and letters."""
    rng = np.random.default_rng(4)
    K, H, T = 7, 12, 10

    def update(rate: Any, xs: Any, ys: Any, **params: Any) -> dict[str, Any]:
        done = language_model.run(cell, params, xs, ys, cell.zero_state(params))
        return {"L": done.L} | {
            f"{n}_next": p - rate * done.gradients[n] for n, p in params.items()
        }

    def text() -> dict[str, Any]:
        ids = rng.integers(0, K, T + 1)
        return {"xs": one_hot(ids[:-1], K), "ys": one_hot(ids[1:], K)}

    params = language_model.init(cell, 0, K, H)
    first = {"rate": 0.1, **text(), **params}
    recorder = Recorder()
    traced = {n: recorder.leaf("input", n, x) for n, x in first.items()}
    program = recorder.program(update(**traced)).data
    edits, now = [], first
    for _ in range(3):
        after = update(**now)
        new = text() | {n: after[f"{n}_next"] for n in params}
        now = now | new
        edits.append(edit(program, new, update(**now)))
    (report,) = run_checker([{"name": "it", "program": program, "edits": edits}]).values()
    assert_equal(report)
