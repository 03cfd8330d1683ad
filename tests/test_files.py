"""Parameters in a file: what was saved is loaded, and nothing else."""

import numpy as np
import pytest

from unrolled import Model, Network, checkpoints, helo, load, lstm, save

PARAMS = helo.parameters()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_was_saved_is_loaded_bit_for_bit(tmp_path, dtype):
    params = Model(Network(lstm, 2, True)).init(0, 7, 3, embedding_size=4)
    params = {name: p.astype(dtype) for name, p in params.items()}
    save(tmp_path / "a.npz", params)
    found = load(tmp_path / "a.npz")
    assert [*found] == [*params]
    for name, p in params.items():
        np.testing.assert_array_equal(found[name], p, strict=True)


def test_numpy_alone_reads_and_writes_such_a_file(tmp_path):
    save(tmp_path / "a.npz", PARAMS)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        np.savez(tmp_path / "b.npz", **file)
    np.testing.assert_array_equal(load(tmp_path / "b.npz")["W"], PARAMS["W"])


@pytest.mark.parametrize(
    "params, message",
    [
        ({}, "at least 1 array by name is needed"),
        ([np.ones(2)], "at least 1 array by name is needed"),
        (
            {"W": np.array([1.0, np.nan])},
            r"the parameters: W\[1\] is nan; it must be finite",
        ),
        ({"W": np.array(["1"])}, "the parameters: W holds <U1; numbers are needed"),
        ({1: np.ones(2)}, "the parameters: 1 is no name"),
        ({"W": {"a": 1}}, "the parameters: W holds object"),
    ],
)
def test_what_is_no_parameter_is_not_saved(tmp_path, params, message):
    with pytest.raises(ValueError, match=message):
        save(tmp_path / "a.npz", params)
    assert not [*tmp_path.iterdir()]


def test_what_holds_no_parameters_is_not_loaded(tmp_path):
    snapshot = checkpoints.Snapshot(PARAMS, {}, {}, 0)
    checkpoints.save(tmp_path / "whole.npz", snapshot)
    np.savez(tmp_path / "words.npz", W=np.array(["a"]))
    np.savez(tmp_path / "pickle.npz", W=np.array([{}], object))
    np.savez(tmp_path / "empty.npz")
    np.save(tmp_path / "one.npy", np.ones(3))
    (tmp_path / "cut.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:200])
    for name, message in (
        ("whole.npz", r"whole\.npz has the format unrolled-checkpoint.*checkpoints\.load"),
        ("words.npz", r"words\.npz: W holds <U1; numbers are needed"),
        ("pickle.npz", r"pickle\.npz is not a file of parameters"),
        ("empty.npz", "at least 1 array by name is needed"),
        ("one.npy", r"one\.npy is not a file of parameters"),
        ("cut.npz", r"cut\.npz is (damaged|not a file of parameters)"),
    ):
        with pytest.raises(ValueError, match=message):
            load(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.npz")
