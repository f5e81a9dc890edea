"""OBF006, sixth part: text of one two-byte encoding that was read as another of them.

Simplified text read as Big5 or as Korean (腔杅擂 and 돨鑒앴 for 的数据), and traditional text read as GBK (い地チ瓣 for
中華民國): every pair of bytes is one character in both, so that a table turns them back one by one. What decides is how
much likelier a run is afterwards, for most of these characters are everyday ones somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from zhquality.detectors.readback import PROSE_BITS, bits_each, is_prose
from zhquality.document import Span
from zhquality.lazy import pattern
from zhquality.lexicon.opencc import simplify

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel

__all__ = ["BIG5", "GBK", "HINT", "readings"]

BIG5 = "岆珨賸扂衄婓涴笢眕蠅猁奻褫珩釬佽羶珋傖衾赻燴醱陔岈垀珛眳杅覂毞茼砑恅儂蚚誧"
GBK = "羆璣紇籔篈絰筁琌眔硂盢砞穝硄璶碞瞷瞶猭蒓纍癘絪狦礚肈禬玡秨猔秅糶"
_KOREAN = "돨죄훙몸콱쳬꼇씽혼쏵삔땍흔벎넣펜횔쏭뎠렘쉔쬐앙흽"
HINT = pattern(f"[{BIG5}{GBK}{_KOREAN}﹚︽㎝]")
"""What the commonest characters become; in 20.8 million clean code points those of BIG5 stand 11 times, those of GBK never."""


class _Way(NamedTuple):
    """How a text was misread.

    Attributes:
        wrong: the encoding it was read as, in all its tables.
        right: the encoding it has.
    """

    wrong: tuple[str, ...]
    right: str


_WAYS = (_Way(("big5", "cp950", "big5hkscs"), "gbk"), _Way(("cp949",), "gbk"), _Way(("gb18030",), "big5"))
_RUN = pattern("[^\x00-\x7f]{2,}(?:[ \t]?[^\x00-\x7f]{2,})*")
_BEHIND = pattern("\ufffd([^\x00-\x7f\ufffd]{3,})")
"""What a decoder reads out of step when a byte was none of its own: the first of the next pair."""
_HAN = pattern("[一-鿿]")
_GAIN_BITS, _BESIDE_BITS = 4.0, 2.0
"""Bits a character by which a run must be likelier afterwards, by itself and on a page with others: in 20 such texts runs gain 9 to 20
(10 to 27 bits before, 5 to 10 afterwards), two characters 1 to 15; text that was read rightly loses as many."""
_PAGE, _ALONE = 6, 4
"""Ideographs that came back as prose from which shorter runs are believed, and those of a run that is believed by itself."""


@cache
def _table(way: _Way) -> Mapping[int, str]:
    """The character that each was, by code point."""
    table: dict[int, str] = {}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            pair = bytes((lead, trail))
            meant = pair.decode(way.right, "ignore")
            for read in (pair.decode(codec, "ignore") for codec in way.wrong if len(meant) == 1):
                if len(read) == 1 and not read.isascii():
                    table.setdefault(ord(read), meant)
    return table


def _pieces(text: str, table: Mapping[int, str]) -> Iterator[Span]:
    """Stretches of at least two characters that the table has, blanks between them."""
    for run in _RUN.finditer(text):
        start = run.start()
        for at in range(run.start(), run.end() + 1):
            if at == run.end() or (ord(text[at]) not in table and text[at] not in " \t"):
                if at - start > 1:
                    yield start, at
                start = at + 1


def _bytes(char: str, codecs: Sequence[str]) -> bytes:
    """The bytes of a character in the first encoding that has it."""
    for codec in codecs:
        try:
            return char.encode(codec)
        except UnicodeEncodeError:
            continue
    return b"  "


def _readings(text: str, way: _Way) -> Iterator[tuple[Span, str]]:
    """Pieces of a text read in one way; behind a lost byte out of step, with that."""
    table = _table(way)
    yield from (((start, end), text[start:end].translate(table)) for start, end in _pieces(text, table))
    for run in _BEHIND.finditer(text):
        data = b"".join(_bytes(char, way.wrong) for char in run[1])
        yield run.span(), "\ufffd" + data[1:].decode(way.right, "replace")


class _Piece(NamedTuple):
    """A piece of a text read in one way.

    Attributes:
        span: where it stands.
        plain: what it was.
        gain: bits a character by which that is likelier.
        bits: bits a character that it takes.
    """

    span: Span
    plain: str
    gain: float
    bits: float


def _gaining(text: str, way: _Way, model: NgramModel) -> list[_Piece]:
    """The pieces that become likelier."""
    read = list(_readings(text, way))
    before = bits_each(model, [simplify(text[start:end]) for (start, end), _ in read])
    after = bits_each(model, [simplify(plain).replace("\ufffd", "") for _, plain in read])
    pieces = [_Piece(*one, was - bits, bits) for one, was, bits in zip(read, before, after, strict=True)]
    return [piece for piece in pieces if piece.gain >= _BESIDE_BITS and _HAN.search(piece.plain)]


def _is_sure(pieces: Sequence[_Piece], model: NgramModel) -> bool:
    """Whether what gains much is prose, so that shorter pieces beside it are believed as well."""
    whole = "".join(piece.plain for piece in pieces if piece.gain >= _GAIN_BITS)
    return len(_HAN.findall(whole)) >= _PAGE and is_prose(model, simplify(whole))


def _is_believed(piece: _Piece) -> bool:
    """Whether a piece is believed by itself."""
    return piece.gain >= _GAIN_BITS and piece.bits <= PROSE_BITS and len(_HAN.findall(piece.plain)) >= _ALONE


def _apart(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """In step or out of it: of pieces that overlap those that gain most."""
    taken: set[int] = set()
    for piece in sorted(pieces, key=lambda piece: -piece.gain):
        if taken.isdisjoint(range(*piece.span)):
            taken.update(range(*piece.span))
            yield piece


def _back(text: str, way: _Way, model: NgramModel) -> list[tuple[Span, str]]:
    """What of a text was misread in one way, with what it was."""
    pieces = _gaining(text, way, model)
    believed = pieces if _is_sure(pieces, model) else filter(_is_believed, pieces)
    return sorted((piece.span, piece.plain) for piece in _apart(believed))


def readings(text: str, model: NgramModel) -> list[tuple[Span, str]]:
    """Stretches of a text that were read in the wrong encoding, with what they were.

    Args:
        text: any.
        model: the language model, which must find what comes back likely, and the text as it is unlikely.
    """
    found = [_back(text, way, model) for way in _WAYS]
    return max(found, key=lambda readings: sum(len(plain) for _, plain in readings))
