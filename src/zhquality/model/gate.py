"""The cheap gate: which words occur at all decides whether a page is worth the evidence model.

A logistic regression over the presence of words, fitted with the rest (``fitting.py``) and set so that nearly all of the
simulated spun pages pass. It needs no numpy, so a page that stays outside costs the scan and one sum.

File: tab-separated text. The first row is ``#⇥intercept⇥weight of the log of the length in code points⇥least⇥number of
words``, then one row a word: ``word⇥weight``, sorted by word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhquality.errors import DataError

__all__ = ["Gate"]


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights in nats; a page passes when their sum is above zero.

    Attributes:
        weights: of each word that is there, however often.
        intercept: of every page; the threshold is part of it.
        length: of the natural log of the page's length in code points.
        least: what the weights above zero must add up to as well: in a short text nothing speaks against a spinner, but
            little for one either.
    """

    weights: Mapping[str, float]
    intercept: float
    length: float
    least: float = 0.0

    @classmethod
    def open(cls, path: Path) -> Gate:
        """Read a file.

        Raises:
            DataError: if it is damaged.
        """
        try:
            text = path.read_text(encoding="utf-8")
            head, *rows = text.splitlines()
            _, intercept, length, least, count = head.split("\t")
            if not text.endswith("\n") or int(count) != len(rows):
                raise ValueError("cut short")  # noqa: TRY301 - told like every other damage
            weights = {word: float(weight) for word, weight in (row.split("\t") for row in rows)}
            return cls(weights, float(intercept), float(length), float(least))
        except (OSError, ValueError) as error:
            raise DataError(f"{path}: the gate is damaged; reinstall zhquality") from error

    def save(self, path: Path) -> None:
        """Write the file."""
        rows = [f"#\t{self.intercept:.3f}\t{self.length:.3f}\t{self.least:.2f}\t{len(self.weights)}"]
        rows += [f"{word}\t{weight:.2f}" for word, weight in sorted(self.weights.items())]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")

    def opens(self, weights: Iterable[float], length: int) -> bool:
        """Whether a page passes.

        Args:
            weights: of the different words that occur in it.
            length: of the page in code points.
        """
        there = list(weights)
        if self.intercept + self.length * math.log(max(1, length)) + sum(there) <= 0:
            return False
        return not self.least or sum(weight for weight in there if weight > 0) >= self.least
