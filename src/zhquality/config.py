"""What a user may set. Reading it from files is the command line's business (``cli/settings.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Config"]


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a checker; picklable.

    Attributes:
        select: rule-code prefixes to report; empty means all.
        ignore: rule-code prefixes not to report; the longer prefix wins over ``select``.
        min_confidence: findings below this probability are not reported.
        thresholds: rule-code prefix to its own minimum confidence; the longest prefix wins.
        allow: terms that are right wherever they stand; the longest term wins.
        extend_lexicons: paths of further dictionaries of spun terms (``surface⇥canonical|canonical⇥note``).
        model: path of a language model made by ``zhquality train``; empty for the one that ships.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float = 0.0
    thresholds: Mapping[str, float] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    extend_lexicons: tuple[str, ...] = ()
    model: str = ""

    def __post_init__(self) -> None:
        """Refuse what would be taken for something else: a string where several are asked for, a probability that no finding has.

        Raises:
            TypeError: for a value of another kind, and a string, which would be read letter by letter: "SPN" as S, P and N.
            ValueError: for a probability outside [0, 1].
        """
        for name in ("select", "ignore", "allow", "extend_lexicons"):
            values = getattr(self, name)
            if (
                isinstance(values, str)
                or not isinstance(values, Iterable)
                or not all(isinstance(v, str) for v in values)
            ):
                raise TypeError(f"{name} takes several strings, such as ({str(values)!r},), not {values!r}")
            object.__setattr__(self, name, tuple(values))
        if not isinstance(self.model, str):
            raise TypeError(f"model takes the path of a file as a string, not {self.model!r}")
        if not isinstance(self.thresholds, Mapping):
            raise TypeError(f'thresholds takes a table, such as {{"SPN": 0.8}}, not {self.thresholds!r}')
        for name, least in {"min_confidence": self.min_confidence, **self.thresholds}.items():
            if not isinstance(least, (int, float)):
                raise TypeError(f"{name} takes a number, not {least!r}")
            if not 0 <= least <= 1:  # nor is NaN
                raise ValueError(f"{name} takes a probability, from 0 to 1, not {least!r}")

    def wants(self, rule: str, confidence: float) -> bool:
        """Whether a finding of this rule and confidence is to be reported."""
        chosen = max((len(p) for p in self.select if rule.startswith(p)), default=0 if not self.select else -1)
        refused = max((len(p) for p in self.ignore if rule.startswith(p)), default=-1)
        if chosen < 0 or refused >= chosen:
            return False
        own = max((p for p in self.thresholds if rule.startswith(p)), key=len, default=None)
        return confidence >= (self.min_confidence if own is None else self.thresholds[own])
