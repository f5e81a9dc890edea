"""Fingerprints that meet again after a spinner: sampled shingles, plain and blind to every dictionary's words.

Two kinds of shingles of the normal form (simplified script, pinyin glosses dropped, full-width ASCII and capitals folded;
only letters and digits count):

- *plain*: 5 letters in a row. Light copies keep most of them.
- *blind*: 4 in a row of the letters that belong to no word of any dictionary, neither as surface nor as original, and
  are no function characters. A spinner leaves these where they are, so even a page with half of its characters changed
  keeps most of them. (One representative for each class of synonyms was the other choice: but the classes run together,
  most words are in the largest, and a word replaced across a boundary changes the words beside it.)

A third, *restored* (plain shingles of the restored text), can be asked for; it takes a full check of the page.

Of the plain and restored shingles those stay whose hash is below 2**64 / 8 (Broder 1997, modulo sketch; "FracMinHash" in
Irber 2022); of the blind ones all. Such a sketch, unlike MinHash of a fixed size, finds a page inside a longer one.

Bytes, version 1, little-endian: magic ``ZHQFP`` and the version as one byte; the dictionaries' digest, 8 ASCII characters;
letters (uint32); then plain, blind, restored, each as a count (uint32; 0xFFFFFFFF when there are none because nobody
asked) and that many uint64 in ascending order.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhquality.document import must_be_text
from zhquality.errors import DataError
from zhquality.model.normal import normalise
from zhquality.rewrite.shingles import Hashes, fold, grams
from zhquality.rewrite.vocabulary import Vocabulary, letters

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VERSION", "Fingerprint", "fingerprint"]

VERSION = 1
_MAGIC = b"ZHQFP" + bytes([VERSION])
_HEADER = struct.Struct("<6s8sI")
_COUNT = struct.Struct("<I")
_ABSENT = 0xFFFFFFFF

PLAIN, BLIND = 5, 4
"""Letters of a shingle. Blind ones of 4 span about 20 letters of the text; with 3 unrelated pages share twice as many,
with 5 copies lose 3 to 5 points of Jaccard similarity."""
_SAMPLE = 8
"""One plain shingle in so many is kept: 120 of a page of 1,000 letters, as many as there are blind ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """Shingle hashes of one text.

    Attributes:
        plain: sampled hashes of plain shingles, uint64, ascending, each once.
        blind: hashes of blind shingles, the same.
        restored: sampled hashes of the restored text's shingles, or None.
        letters: letters and digits of the text.
        lexicon: digest of the dictionaries; blind hashes of different ones cannot be compared.
    """

    plain: Hashes
    blind: Hashes
    restored: Hashes | None
    letters: int
    lexicon: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The format described at the top of this module."""
        parts = [_HEADER.pack(_MAGIC, self.lexicon.encode("ascii"), self.letters)]
        for hashes in (self.plain, self.blind, self.restored):
            parts.append(_COUNT.pack(_ABSENT if hashes is None else len(hashes)))
            parts.append(b"" if hashes is None else hashes.astype("<u8").tobytes())
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """Read what ``to_bytes`` wrote.

        Raises:
            DataError: if it is of another version or damaged.
        """
        if data[: len(_MAGIC)] != _MAGIC:
            raise DataError(f"not a fingerprint of version {VERSION}; make it again with this version of zhquality")
        try:
            _, lexicon, count = _HEADER.unpack_from(data)
            at, rows = _HEADER.size, []
            for _ in range(3):
                (size,) = _COUNT.unpack_from(data, at)
                at += _COUNT.size
                rows.append(None if size == _ABSENT else np.frombuffer(data, "<u8", size, at).astype(np.uint64))
                at += 0 if size == _ABSENT else 8 * size
            plain, blind, restored = rows
            if plain is None or blind is None or at != len(data):
                raise DataError("the fingerprint is damaged: make it again")
            return cls(plain, blind, restored, count, lexicon.decode("ascii"))
        except (struct.error, ValueError) as error:
            raise DataError("the fingerprint is cut short or damaged: make it again") from error

    def similarity(self, other: Fingerprint) -> float:
        """Largest share in [0, 1] of one text's shingles that the other has too, over the kinds that both have.

        Raises:
            DataError: if the two were made with different dictionaries.
        """
        if self.lexicon != other.lexicon:
            raise DataError("the fingerprints were made with different dictionaries: make them again with one version")
        pairs = [(self.plain, other.plain), (self.blind, other.blind)]
        if self.restored is not None and other.restored is not None:
            pairs.append((self.restored, other.restored))
        return max(_containment(a, b) for a, b in pairs)


def _containment(a: Hashes, b: Hashes) -> float:
    smaller = min(len(a), len(b))
    return len(np.intersect1d(a, b, assume_unique=True)) / smaller if smaller else 0.0


def fingerprint(text: str, vocabulary: Vocabulary, restore: Callable[[str], str] | None = None) -> Fingerprint:
    """The fingerprint of any str.

    Args:
        text: the text.
        vocabulary: of the dictionaries the fingerprint is to be blind to.
        restore: puts the words back, for the restored shingles; None leaves them out.
    """
    must_be_text(text)
    normal = normalise(text).text
    units = fold(normal)
    places = letters(normal)
    plain = _sampled(units[places])
    blind = np.unique(grams(units[vocabulary.untouched(normal)], BLIND))
    restored = None
    if restore is not None:
        again = normalise(restore(text)).text
        restored = _sampled(fold(again)[letters(again)])
    return Fingerprint(plain, blind, restored, len(places), vocabulary.digest)


def _sampled(units: NDArray[np.uint16]) -> Hashes:
    hashes = grams(units, PLAIN)
    return np.unique(hashes[hashes < np.uint64(2**64 // _SAMPLE)])
