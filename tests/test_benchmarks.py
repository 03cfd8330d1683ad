"""The benchmarks: they run without peers, and a partial run overwrites nothing."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from unrolled import language_model, lstm, rnn
from unrolled.fused import Workspace
from unrolled.lessons import char_rnn
from unrolled.teaching.measurements import measured

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in (
        "report",
        "workers",
        "peers",
        "peers.fused",
        "beside",
        "bench_page",
        "bench_fused",
        "train_kinematics",
    ):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(("whole", "folder"), [(True, "whole"), (False, "part")])
def test_only_a_whole_run_is_kept(tmp_path, monkeypatch, whole, folder):
    import report

    monkeypatch.setattr(report, "HERE", tmp_path / "benchmarks")
    monkeypatch.setattr(report, "WHOLE", tmp_path / "whole")
    monkeypatch.setattr(report, "PART", tmp_path / "part")
    report.write("speed", report.table(["size"], [["S"]]), whole, results=[1])
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    kept = json.loads((tmp_path / folder / "speed.json").read_text())
    assert kept["results"] == [1]
    text = (tmp_path / folder / "speed.md").read_text()
    assert text.startswith("| size |\n| --- |\n| S |\n")
    assert kept["about"]["date"] in text


def test_another_checkout_is_compared_with_its_own_library(tmp_path):
    import beside
    from peers import SIZES
    from workers import Task, Worker, library_of

    (tmp_path / "benchmarks").symlink_to(BENCHMARKS)
    (tmp_path / "lib/unrolled").mkdir(parents=True)
    (tmp_path / "lib/unrolled/__init__.py").write_text("raise ImportError('the other one')")
    assert library_of(tmp_path)["PYTHONPATH"] == str(tmp_path / "lib")
    other = Worker("fused", Task(SIZES["S"], "rnn"), tmp_path)
    other.close()
    assert other.facts["error"] == "ImportError: the other one"
    found = beside.row("step", [1.0, 2.0, 4.0], [2.0, 4.0, 8.0], "ms")
    assert found == ("step", "2.000 [2.000–2.000]", "2 ms")


def test_a_missing_peer_is_named_and_the_others_run():
    from peers import SIZES
    from workers import Task, interleaved, start

    ready, missing = start(["fused", "nobody"], Task(SIZES["S"], "rnn", "float64"))
    assert [worker.peer for worker in ready] == ["fused"]
    assert missing["nobody"].startswith("ModuleNotFoundError")
    [times] = interleaved(ready, 2)
    ready[0].close()
    assert len(times) == 2
    assert min(times) > 0


def test_our_peer_descends_with_the_gradient_clipped_by_its_global_norm():
    from peers.fused import descend

    params = language_model.init(lstm, 0, 5, 3)
    xs, ys = np.random.default_rng(0).integers(0, 5, (2, 6, 2))
    work = Workspace(lstm, params, 6, 2)
    before = work.forward(xs, ys)
    work.backward()
    theta, gradient = work.theta.copy(), work.gradient.copy()
    norm = descend(work, 0.01, largest_norm=0.5)
    assert norm == pytest.approx(np.linalg.norm(gradient)) and norm > 0.5
    np.testing.assert_allclose(work.theta, theta - 0.01 * 0.5 / norm * gradient, atol=1e-15)
    assert work.forward(xs, ys) < before
    assert np.shares_memory(work.params["U"], work.theta)


def test_the_libraries_choose_their_kernels(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    from workers import ENVIRONMENT

    assert "OPENBLAS_CORETYPE" not in ENVIRONMENT
    assert ENVIRONMENT["OPENBLAS_NUM_THREADS"] == "1"


def test_a_peer_that_trains_something_else_is_found_out():
    from types import SimpleNamespace

    import bench_fused

    peer = SimpleNamespace(peer="torch_eager", facts={"losses": [1.0, 0.9, 0.8]})
    bench_fused.same_work([1.0, 0.9, 0.8], peer, 1e-12)
    with pytest.raises(SystemExit, match=r"torch_eager has the losses \[1.0"):
        bench_fused.same_work([1.0 + 1e-9, 0.9, 0.8], peer, 1e-12)


@pytest.mark.parametrize("name", ["fused", "growth", "memory", "task", "update"])
def test_what_the_book_shows_was_measured_and_is_dated(name):
    kept = json.loads((BENCHMARKS / "results" / f"{name}.json").read_text())
    assert kept["results"]
    assert {"date", "processor", "numpy"} <= kept["about"].keys()


def test_what_the_gru_chapter_says_of_the_memory_task_was_measured():
    kept = json.loads((BENCHMARKS / "results" / "task.json").read_text())["results"]
    rows = {(row["lag"], row["cell"]): row for row in kept}
    for lag in (10, 20, 40):
        assert rows[lag, "rnn"]["learned"] == 0
        ratio = rows[lag, "gru"]["updates"] / rows[lag, "lstm"]["updates"]
        assert 0.4 < ratio < 0.6, "the chapter says: about half"


def test_a_training_that_is_cut_short_is_the_logged_one_and_keeps_no_weights(
    tmp_path, monkeypatch
):
    import report
    import train_kinematics

    monkeypatch.setattr(report, "HERE", tmp_path / "benchmarks")
    monkeypatch.setattr(report, "PART", tmp_path / "part")
    monkeypatch.setattr(char_rnn, "CELLS", {"rnn": rnn})  # the quicker one
    before = char_rnn.WEIGHTS.stat().st_mtime_ns
    train_kinematics.main(["--epochs", "1"])
    assert char_rnn.WEIGHTS.stat().st_mtime_ns == before
    [made] = json.loads((tmp_path / "part" / "kinematics.json").read_text())["results"]
    [logged, *_] = measured("kinematics")["results"]
    assert (made["cell"], made["epoch"]) == (logged["cell"], logged["epoch"]) == ("rnn", 1)
    for loss in ("running", "learned", "held_out"):
        assert made[loss] == pytest.approx(logged[loss], abs=1e-3)
