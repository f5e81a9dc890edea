#!/usr/bin/env python3
"""Read clean text in the wrong encoding, and measure how much of it comes back.

    python benchmarks/encodings.py CORPUS.jsonl[.xz] [--texts N]

Each way of misreading is applied to the beginnings of the same documents, written in the encoding that it takes for another. A character comes back if
``clean`` gives it, in order (``difflib.SequenceMatcher``).
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from measuring import table

from zhquality import Checker
from zhquality.lexicon.opencc import characters, simplify

LENGTH, EVERY = 600, 50
"""Code points of a text, and which documents of the corpus give one."""
_READ_AS = re.compile(rb"[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|.", re.DOTALL)


def gb_as_either(text: str) -> str:
    """GB 2312 taken for UTF-8 where two or three bytes can be such, else for Latin-1."""
    parts = _READ_AS.findall(text.encode("gb2312"))
    return "".join(part.decode("latin-1" if len(part) == 1 else "utf-8", "replace") for part in parts)


WAYS: dict[str, Callable[[str], str]] = {
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as Windows-1252, U+FFFD for what it has no letter for": lambda text: text.encode().decode(
        "cp1252", "replace"
    ),
    "the same, nothing for it": lambda text: text.encode().decode("cp1252", "ignore"),
    "UTF-8 as GBK": lambda text: text.encode().decode("gb18030", "replace"),
    "UTF-8 as GBK, nothing for what it has no character for": lambda text: as_gbk(text.encode()),
    "UTF-8 as Windows-1251": lambda text: text.encode().decode("cp1251", "ignore"),
    "GB 2312 as Big5": lambda text: text.encode("gb2312").decode("cp950", "replace"),
    "GB 2312 as Korean": lambda text: text.encode("gb2312").decode("cp949", "replace"),
    "Big5 as GB 18030": lambda text: traditional(text).decode("gb18030", "replace"),
    "Big5 as GBK, nothing for what it has no character for": lambda text: as_gbk(traditional(text)),
    "Big5 as Latin-1": lambda text: traditional(text).decode("latin-1"),
    "GB 2312 as Latin-1": lambda text: text.encode("gb2312").decode("latin-1"),
    "GB 2312 as Latin-1, soft hyphens gone": lambda text: text.encode("gb2312").decode("latin-1").replace("\xad", ""),
    "GB 2312 as UTF-8 or Latin-1": gb_as_either,
    "the same, soft hyphens gone": lambda text: gb_as_either(text).replace("\xad", ""),
}


def as_gbk(data: bytes) -> str:
    """Bytes read as GBK; two of them that are none of its characters leave nothing."""
    return data.decode("gb18030", "ignore").encode("gbk", "ignore").decode("gbk")


def traditional(text: str) -> bytes:
    """Big5 of a text, each simplified character as the usual traditional one."""
    usual = {ord(new): old[0] for new, old in characters("STCharacters").items()}
    return text.translate(usual).encode("big5", "ignore")


def texts(path: Path) -> Iterator[str]:
    """Beginnings of documents, without what GB 2312 has no character for."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in islice(file, 0, None, EVERY):
            yield json.loads(line)["text"][:LENGTH].encode("gb2312", "ignore").decode("gb2312")


def main() -> None:
    """Print the share of the characters that come back, for each way of misreading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", type=int, default=40)
    options = parser.parse_args()
    checker, some = Checker(), list(islice(texts(options.corpus), options.texts))
    lines = []
    for name, misread in WAYS.items():
        back = 0
        for text in some:
            back_again = simplify(checker.clean(misread(text)))
            blocks = SequenceMatcher(None, simplify(text), back_again, autojunk=False).get_matching_blocks()
            back += sum(block.size for block in blocks)
        lines.append([name, f"{back / sum(map(len, some)):.3f}"])
    print(table(["read", "characters back"], lines))


if __name__ == "__main__":
    main()
