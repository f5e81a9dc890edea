"""Estimating the character n-gram model: interpolated modified Kneser-Ney, pruned and quantised.

Method: Chen & Goodman, "An empirical study of smoothing techniques for language modeling" (1999), section 3, for the
discounts and the continuation counts; Seymore & Rosenfeld, "Scalable backoff language models" (1996) for the pruning:
an n-gram is worth its count times the bits it saves over backing off. Everything is sorted arrays, so the same corpus
gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from zhquality.errors import InputError
from zhquality.files import cannot_write, replace_file
from zhquality.model.ngrams import BACKOFF_STEP, BACKOFF_TOP, MAGIC, PROB_STEP, code_units, hash_step, short_hash
from zhquality.model.packed import pack

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Settings", "train"]

_BITS = 12
"""Bits of a character id: 4,095 characters cover 99.9 % of the Han of the training corpus; five ids fit in 60 bits."""
_SHIFT = np.uint64(_BITS)
_CHUNK = 1 << 24
"""Code units counted at once; bounds memory at about 1 GB a chunk."""

Keys: TypeAlias = "NDArray[np.uint64]"
Counts: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Settings:
    """How large a model to make.

    Attributes:
        order: longest n-gram, 2 to 5.
        sizes: how many n-grams to keep of each order from 2 up.
    """

    order: int = 4
    sizes: tuple[int, ...] = (500_000, 900_000, 900_000)


@dataclass(slots=True)
class _Level:
    keys: Keys
    raw: Counts
    prob: Floats
    backoff: Floats


def _chunks(texts: Iterable[str]) -> Iterator[NDArray[np.uint16]]:
    parts: list[NDArray[np.uint16]] = []
    size = 0
    for text in texts:
        parts.append(code_units(text + "\n"))
        size += len(parts[-1])
        if size >= _CHUNK:
            yield np.concatenate(parts)
            parts, size = [], 0
    if parts:
        yield np.concatenate(parts)


def _merge(keys: list[Keys], counts: list[Counts]) -> tuple[Keys, Counts]:
    joined = np.concatenate(keys)
    order = np.argsort(joined, kind="stable")
    joined, weights = joined[order], np.concatenate(counts)[order]
    first = np.flatnonzero(np.concatenate(([True], joined[1:] != joined[:-1])))
    return joined[first], np.add.reduceat(weights, first)


def _count(chunks: list[NDArray[np.uint64]], order: int) -> tuple[Keys, Counts]:
    keys: list[Keys] = []
    counts: list[Counts] = []
    for ids in chunks:
        packed = ids[: len(ids) - order + 1].copy()
        for step in range(1, order):
            packed = (packed << _SHIFT) | ids[step : len(ids) - order + 1 + step]
        key, count = np.unique(packed, return_counts=True)
        keys.append(key)
        counts.append(count.astype(np.int64))
    return _merge(keys, counts)


def _find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def _groups(keys: Keys) -> tuple[Keys, NDArray[np.intp], NDArray[np.intp]]:
    """Contexts of sorted n-grams, where each begins, and to which each n-gram belongs."""
    contexts = keys >> _SHIFT
    first = np.concatenate(([True], contexts[1:] != contexts[:-1]))
    return contexts[first], np.flatnonzero(first), np.cumsum(first) - 1


def _discounts(counts: Counts) -> Floats:
    """D1, D2, D3+ of modified Kneser-Ney (Chen & Goodman 1999, equation 26), kept inside (0, count)."""
    n1, n2, n3, n4 = (max(1, int(np.count_nonzero(counts == n))) for n in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    raw = [1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    return np.array([0.0, *(min(max(d, 0.05), n - 0.05) for n, d in enumerate(raw, 1))])


def _smooth(keys: Keys, counts: Counts, lower: _Level | None, mask: int, floor: float) -> tuple[Floats, Floats]:
    """Interpolated probabilities of the n-grams, and their probabilities by the lower order alone times gamma."""
    contexts, first, group = (
        _groups(keys) if lower is not None else (keys[:1], np.array([0]), np.zeros(len(keys), np.intp))
    )
    del contexts
    discount = _discounts(counts)[np.minimum(counts, 3)]
    totals = np.add.reduceat(counts, first).astype(np.float64)
    gamma = np.add.reduceat(discount, first) / totals
    if lower is None:
        base = np.full(len(keys), floor)
    else:
        at, _ = _find(lower.keys, keys & np.uint64(mask))
        base = lower.prob[at]
    backed = gamma[group] * base
    return (counts - discount) / totals[group] + backed, backed


def _backed_off(levels: list[_Level], keys: Keys, order: int) -> Floats:
    """Probability of n-grams by the pruned levels up to ``order``."""
    if order == 1:
        at, found = _find(levels[0].keys, keys)
        return np.where(found, levels[0].prob[at], 1e-9)
    level, lower = levels[order - 1], levels[order - 2]
    at, found = _find(level.keys, keys)
    result: Floats = level.prob[at].copy()
    missing = np.flatnonzero(~found)
    rest = keys[missing]
    at, found = _find(lower.keys, rest >> _SHIFT)
    weight = np.where(found, lower.backoff[at], 1.0)
    result[missing] = weight * _backed_off(levels, rest & np.uint64((1 << _BITS * (order - 1)) - 1), order - 1)
    return result


def _alphabet(chunks: Iterable[NDArray[np.uint16]]) -> tuple[NDArray[np.uint16], Counts]:
    counts = np.zeros(65536, np.int64)
    for chunk in chunks:
        counts += np.bincount(chunk, minlength=65536)
    common = np.lexsort((np.arange(65536), -counts))[: (1 << _BITS) - 1]
    common = common[counts[common] > 0]
    ids = np.zeros(65536, np.uint16)
    ids[common] = np.arange(1, len(common) + 1)
    return ids, counts


def _estimate(chunks: list[NDArray[np.uint64]], settings: Settings) -> list[_Level]:
    raw = [_count(chunks, order) for order in range(1, settings.order + 1)]
    levels: list[_Level] = []
    worth: list[Floats] = []
    for order, (keys, count) in enumerate(raw, 1):
        used = count
        mask = (1 << _BITS * (order - 1)) - 1
        if order < settings.order:  # continuation counts: how many different characters stand before the n-gram
            suffixes = raw[order][0] & np.uint64((1 << _BITS * order) - 1)
            at, _ = _find(keys, suffixes)
            used = np.bincount(at, minlength=len(keys)).clip(1).astype(np.int64)
        prob, backed = _smooth(keys, used, levels[-1] if levels else None, mask, 1 / (len(keys) + 1))
        levels.append(_Level(keys, count, prob, np.ones(len(keys))))
        worth.append(np.log2(prob / backed) * count.astype(np.float64))
    return _prune(levels, worth, settings)


def _prune(levels: list[_Level], worth: list[Floats], settings: Settings) -> list[_Level]:
    needed: Keys = np.zeros(0, np.uint64)
    for order in range(settings.order, 1, -1):
        level, size = levels[order - 1], settings.sizes[order - 2]
        value = worth[order - 1]
        value[(level.raw < 2) & (order > 2)] = -np.inf
        keep = np.zeros(len(level.keys), bool)
        keep[np.lexsort((level.keys, -value))[:size]] = True
        keep &= value > 0
        at, found = _find(level.keys, needed) if len(needed) else (np.zeros(0, np.intp), np.zeros(0, bool))
        keep[at[found]] = True
        levels[order - 1] = _Level(level.keys[keep], level.raw[keep], level.prob[keep], np.ones(int(keep.sum())))
        needed = np.unique(levels[order - 1].keys >> _SHIFT)
    for order in range(2, settings.order + 1):
        level, lower = levels[order - 1], levels[order - 2]
        contexts, first, _ = _groups(level.keys)
        below = _backed_off(levels, level.keys & np.uint64((1 << _BITS * (order - 1)) - 1), order - 1)
        left = np.maximum(1 - np.add.reduceat(level.prob, first), 1e-6)
        weight = left / np.maximum(1 - np.add.reduceat(below, first), 1e-6)
        at, found = _find(lower.keys, contexts)
        lower.backoff[at[found]] = weight[found]
    return levels


def _quantise_prob(prob: Floats) -> NDArray[np.uint8]:
    return np.clip(np.rint(-np.log2(np.maximum(prob, 1e-9)) / PROB_STEP), 0, 255).astype(np.uint8)


def _quantise_backoff(weight: Floats) -> NDArray[np.uint8]:
    return np.clip(np.rint((BACKOFF_TOP - np.log2(weight)) / BACKOFF_STEP), 0, 255).astype(np.uint8)


def _hashes(keys: Keys, order: int) -> NDArray[np.uint32]:
    mask = np.uint64((1 << _BITS) - 1)
    state = np.zeros(len(keys), np.uint64)
    for step in range(order):
        state = hash_step(state, (keys >> np.uint64(_BITS * step)) & mask)
    return short_hash(state).astype(np.uint32)


def _arrays(levels: list[_Level], ids: NDArray[np.uint16], counts: Counts) -> dict[str, NDArray[np.generic]]:
    unigram = np.full(65536, 1e-9)
    known = levels[0]
    by_id = np.zeros(1 << _BITS)
    by_id[known.keys.astype(np.intp)] = known.prob
    rare = np.where(ids == 0, counts, 0) + 0.01 * (ids == 0)  # unseen characters share what rare ones leave
    unigram = np.where(ids > 0, by_id[ids], max(by_id[0], 1e-7) * rare / rare.sum())
    backoff1 = np.ones(1 << _BITS)
    backoff1[known.keys.astype(np.intp)] = known.backoff
    arrays: dict[str, NDArray[np.generic]] = {
        "ids": ids,
        "unigram": _quantise_prob(unigram),
        "backoff1": _quantise_backoff(backoff1),
    }
    for order, level in enumerate(levels[1:], 2):
        packed, kept = pack(_hashes(level.keys, order), level.raw, -np.log2(np.maximum(level.prob, 1e-9)), order)
        arrays |= packed
        if order < len(levels):
            arrays[f"backoff{order}"] = _quantise_backoff(level.backoff[kept])
    return arrays


def _write(path: Path, arrays: dict[str, NDArray[np.generic]], order: int, characters: int) -> None:
    def header(offset: int) -> bytes:
        table: dict[str, tuple[str, int, int]] = {}
        for name, array in arrays.items():
            offset += -offset % 64
            table[name] = (array.dtype.str, len(array), offset)
            offset += array.nbytes
        return json.dumps({"order": order, "characters": characters, "arrays": table}, sort_keys=True).encode()

    start = 12 + len(header(10**9))  # offsets of ten digits: room for any real ones
    text = header(start).ljust(start - 12)
    table = json.loads(text)["arrays"]
    file = io.BytesIO(MAGIC + len(text).to_bytes(4, "little") + text)
    file.seek(0, io.SEEK_END)
    for name, array in arrays.items():
        file.write(b"\0" * (table[name][2] - file.tell()))
        file.write(array.tobytes())
    try:
        replace_file(path, file.getbuffer())  # in one step: whoever has the old model mapped keeps it
    except OSError as error:
        raise cannot_write(path, error) from error


def train(texts: Iterable[str], path: Path, settings: Settings = Settings()) -> int:
    """Estimate a model and write it.

    Args:
        texts: documents, read once.
        path: the model file to write.
        settings: order and size.

    Returns:
        How many code units were counted.

    Raises:
        InputError: if the corpus holds fewer than 1,000 code units, or the file cannot be written.
    """
    chunks = list(_chunks(texts))
    characters = sum(map(len, chunks))
    if characters < 1000:
        raise InputError("the corpus is too small to train on: give at least 1,000 characters")
    ids, counts = _alphabet(chunks)
    streams = [ids[chunk].astype(np.uint64) for chunk in chunks]
    levels = _estimate(streams, settings)
    _write(path, _arrays(levels, ids, counts), settings.order, characters)
    return characters
