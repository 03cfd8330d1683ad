"""Checkpoints: whole or not at all, nothing executed, nothing foreign accepted."""

import io
import json
import os
import zipfile

import numpy as np
import pytest

from unrolled import helo
from unrolled.training.checkpoints import FORMAT, Snapshot, load, save
from unrolled.training.optimizers import Adam

PARAMS = helo.parameters()


@pytest.fixture
def snapshot():
    return Snapshot(PARAMS, Adam().init(PARAMS) | {"n": 7}, {"h": np.ones((2, 3))}, 7)


@pytest.fixture
def entries(snapshot, tmp_path):
    """The arrays of a good checkpoint, to be spoilt."""
    save(tmp_path / "good.npz", snapshot)
    with np.load(tmp_path / "good.npz") as file:
        return dict(file.items())


def refused(tmp_path, entries, message):
    np.savez(tmp_path / "spoilt.npz", **entries)
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "spoilt.npz")


def test_what_was_saved_is_loaded(tmp_path, snapshot):
    save(tmp_path / "a.npz", snapshot, vocabulary="hélo", sizes=[3, 4])
    found, about = load(tmp_path / "a.npz")
    assert about == {"vocabulary": "hélo", "sizes": [3, 4]}
    n = found.optimizer_state["n"]
    assert found.number == n == 7 and type(n) is int
    for name, value in PARAMS.items():
        np.testing.assert_array_equal(found.params[name], value)
    np.testing.assert_array_equal(found.state["h"], snapshot.state["h"])


def test_the_states_of_all_layers_keep_their_names(tmp_path, snapshot):
    state = {f"h{i or ''}": np.full((1, 3), float(i)) for i in range(12)}
    save(tmp_path / "deep.npz", snapshot._replace(state=state))
    found = load(tmp_path / "deep.npz").snapshot.state
    assert {name: part[0, 0] for name, part in found.items()} == {
        f"h{i or ''}": i for i in range(12)
    }


def test_the_file_holds_no_pickle(entries):
    assert all(value.dtype.kind in "fiU" for value in entries.values())
    assert str(entries["format"]) == FORMAT


@pytest.mark.parametrize("name", ["plain", "dots.in.name", "with space.npz"])
def test_the_file_is_called_as_asked(tmp_path, snapshot, name):
    save(tmp_path / name, snapshot)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("where", ["savez", "replace"])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path, snapshot, monkeypatch, where
):
    path = tmp_path / "a.npz"
    save(path, snapshot)
    before = path.read_bytes()

    def interrupted(*args, **kwargs):
        if where == "savez":
            args[0].write(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(
        *((np, "savez") if where == "savez" else (os, "replace")), interrupted
    )
    with pytest.raises(KeyboardInterrupt):
        save(path, snapshot._replace(number=8))
    assert path.read_bytes() == before and [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_are_not_saved(tmp_path, snapshot, bad):
    spoilt = snapshot._replace(params=PARAMS | {"b": np.array([0.0, bad, 0.0])})
    with pytest.raises(ValueError, match=rf"params/b\[1\] is {bad}; it must be finite"):
        save(tmp_path / "a.npz", spoilt)
    assert not [*tmp_path.iterdir()]


def test_what_json_cannot_hold_is_not_saved(tmp_path, snapshot):
    with pytest.raises(TypeError):
        save(tmp_path / "a.npz", snapshot, about_what=object())
    assert not [*tmp_path.iterdir()]


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 not really", b"\x80\x04N."]
)
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.npz is (not a checkpoint|damaged)"):
        load(tmp_path / "a.npz")


def test_a_single_array_is_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.ones(3))
    with pytest.raises(ValueError, match="is not a checkpoint"):
        load(tmp_path / "a.npy")


def test_a_file_cut_anywhere_is_refused(tmp_path, snapshot):
    save(tmp_path / "a.npz", snapshot)
    whole = (tmp_path / "a.npz").read_bytes()
    for kept in range(0, len(whole), 97):
        (tmp_path / "a.npz").write_bytes(whole[:kept])
        with pytest.raises(ValueError, match=r"a\.npz is (not a checkpoint|damaged)"):
            load(tmp_path / "a.npz")


def test_a_flipped_bit_in_a_weight_is_noticed(tmp_path, snapshot):
    save(tmp_path / "a.npz", snapshot)
    whole = bytearray((tmp_path / "a.npz").read_bytes())
    at = bytes(whole).index(PARAMS["W"].tobytes())
    whole[at] ^= 1
    (tmp_path / "a.npz").write_bytes(whole)
    with pytest.raises(ValueError, match="is damaged"):
        load(tmp_path / "a.npz")


def test_whatever_byte_is_wrong_it_is_the_snapshot_or_an_error(tmp_path, snapshot):
    """Some bytes, such as those of a date, say nothing about the numbers."""
    save(tmp_path / "a.npz", snapshot)
    whole, rng = (tmp_path / "a.npz").read_bytes(), np.random.default_rng(0)
    seen = {"read": 0, "refused": 0}
    for _ in range(600):
        spoilt = bytearray(whole)
        spoilt[rng.integers(len(whole))] = rng.integers(256)
        (tmp_path / "a.npz").write_bytes(spoilt)
        try:
            found = load(tmp_path / "a.npz").snapshot
        except ValueError:
            seen["refused"] += 1
            continue
        seen["read"] += 1
        for part in ("params", "optimizer_state", "state"):
            mine, theirs = getattr(found, part), getattr(snapshot, part)
            assert mine.keys() == theirs.keys()
            for name, value in theirs.items():
                np.testing.assert_array_equal(mine[name], value)
    assert min(seen.values()) > 20


def test_an_encrypted_archive_is_refused(tmp_path, snapshot):
    save(tmp_path / "a.npz", snapshot)
    whole = bytearray((tmp_path / "a.npz").read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        whole[whole.index(mark) + offset] |= 1
    (tmp_path / "a.npz").write_bytes(whole)
    with pytest.raises(ValueError, match=r"is damaged.*encrypted"):
        load(tmp_path / "a.npz")


def test_an_array_larger_than_any_memory_is_refused(tmp_path, entries):
    np.savez(tmp_path / "a.npz", **entries)
    header = io.BytesIO()
    huge = {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
    np.lib.format.write_array_header_1_0(header, huge)
    with zipfile.ZipFile(tmp_path / "a.npz", "a") as file:
        file.writestr("params/Z.npy", header.getvalue() + b"12345678")
    with pytest.raises(ValueError, match=r"is (damaged|not a checkpoint)"):
        load(tmp_path / "a.npz")


def test_a_folder_is_not_taken_for_a_file(tmp_path):
    with pytest.raises(IsADirectoryError):
        load(tmp_path)


def test_a_pickle_is_not_opened(tmp_path, entries):
    refused(tmp_path, entries | {"params/W": np.array([{}], object)}, "not a checkpoint")


def test_another_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(
        ValueError, match=rf"has the format None; a checkpoint has {FORMAT}"
    ):
        load(tmp_path / "a.npz")


def test_foreign_arrays_are_refused(tmp_path):
    refused(tmp_path, {"weight": np.ones(3)}, "has the format None")


def test_a_later_format_is_refused(tmp_path, entries):
    later = np.array("unrolled-checkpoint/3")
    refused(tmp_path, entries | {"format": later}, "checkpoint/3; a checkpoint has .*/2")


@pytest.mark.parametrize("missing", ["about", "number"])
def test_a_missing_entry_is_named(tmp_path, entries, missing):
    del entries[missing]
    refused(tmp_path, entries, rf"is damaged: '{missing}'")


@pytest.mark.parametrize(
    "spoilt, message",
    [
        ({"about": np.array("{")}, "is damaged"),
        ({"number": np.array([1, 2])}, "is damaged"),
        ({"about": np.array("[1]")}, r"about is \[1\]; it must be a dict"),
        ({"number": np.array(-1)}, r"number of updates is array\(-1\)"),
        ({"number": np.array(7.5)}, r"number of updates is array\(7.5\)"),
        ({"optimizer/n": np.array(-3)}, r"number of updates is array\(-3\)"),
        ({"params/b": np.array([0.0, np.nan, 0.0])}, r"b\[1\] is nan; it must be finite"),
        ({"params/b": np.array(["x"])}, "b holds <U1; numbers are needed"),
        ({"optimizer/m_W": np.ones((4, 3))}, r"m_W has shape \(4, 3\); W has \(3, 4\)"),
        ({"optimizer/n": np.array("many")}, "is damaged"),
    ],
)
def test_entries_that_do_not_fit_are_refused(tmp_path, entries, spoilt, message):
    refused(tmp_path, entries | spoilt, message)


def test_a_checkpoint_without_parameters_is_refused(tmp_path, entries):
    bare = {k: v for k, v in entries.items() if not k.startswith("params/")}
    refused(tmp_path, bare, "has 0 parameters")


def test_about_is_plain_json(entries):
    assert json.loads(str(entries["about"])) == {}
