"""Files of arrays that are mapped."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest

from zhquality.data import data_file
from zhquality.model.arrays import FAULTS, read_arrays, write_arrays

ARRAYS = {
    "a": np.arange(7, dtype=np.float16),
    "longer": np.arange(12, dtype=np.int32).reshape(3, 4),
    "one": np.array([2.5]),
    "none": np.zeros((0, 3), np.uint8),
    "flags": np.array([True, False]),
}


def same(one: object, other: dict[str, np.ndarray]) -> bool:
    return dict(one).keys() == other.keys() and all(  # type: ignore[call-overload]
        np.array_equal(array, other[name]) and array.dtype == other[name].dtype
        for name, array in dict(one).items()  # type: ignore[call-overload]
    )


def test_what_was_written_is_read_here_and_by_numpy(tmp_path: Path) -> None:
    write_arrays(tmp_path / "x.npz", ARRAYS)
    assert same(read_arrays(tmp_path / "x.npz"), ARRAYS)
    with np.load(tmp_path / "x.npz") as loaded:
        assert same(loaded, ARRAYS)


def test_who_has_a_file_mapped_keeps_what_it_was_when_it_is_written_anew(tmp_path: Path) -> None:
    write_arrays(tmp_path / "x.npz", ARRAYS)
    old = read_arrays(tmp_path / "x.npz")
    write_arrays(tmp_path / "x.npz", {"a": np.zeros(3)})
    assert same(old, ARRAYS)  # a file cut short under a map would end the process here
    assert same(read_arrays(tmp_path / "x.npz"), {"a": np.zeros(3)})
    assert [path.name for path in tmp_path.iterdir()] == ["x.npz"]


def test_files_that_numpy_wrote_are_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", **ARRAYS)
    assert same(read_arrays(tmp_path / "x.npz"), ARRAYS)
    np.savez_compressed(tmp_path / "y.npz", **ARRAYS)
    with pytest.raises(ValueError, match="compressed"):
        read_arrays(tmp_path / "y.npz")


@pytest.mark.parametrize("name", ["spun.npz", "thesaurus.npz"])
def test_the_shipped_arrays_are_views_of_their_file(name: str) -> None:
    arrays = read_arrays(data_file(name))
    assert all(
        array.flags.aligned and not array.flags.owndata and not array.flags.writeable for array in arrays.values()
    )


def test_flipped_bytes_are_told(tmp_path: Path) -> None:
    write_arrays(tmp_path / "x.npz", ARRAYS)
    whole, dice = (tmp_path / "x.npz").read_bytes(), random.Random(5)
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(3):
            broken[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        (tmp_path / "y.npz").write_bytes(broken)
        try:
            for array in read_arrays(tmp_path / "y.npz").values():
                np.save(io.BytesIO(), array.copy())
        except FAULTS:
            pass
