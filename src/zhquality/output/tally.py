"""The summary of a scan for people: a table of scores and a histogram of quality."""

from __future__ import annotations

from collections.abc import Iterator

from zhquality.corpus.tally import BINS, Tally

__all__ = ["lines"]

_BAR = 40
"""Columns of the longest bar."""
_NAMED = 10
"""Rules and reasons named."""


def lines(tally: Tally, lang: str) -> Iterator[str]:
    """The lines of the summary."""
    zh = lang == "zh"
    yield (
        f"检查 {tally.rows:,} 行，写出 {tally.kept:,} 行，拒收 {tally.rejected:,} 行，{tally.bytes / 1e6:,.1f} MB"
        if zh
        else f"{tally.rows:,} rows checked, {tally.kept:,} written, {tally.rejected:,} rejected, {tally.bytes / 1e6:,.1f} MB"
    )
    yield ""
    yield "分数            ≥0.5      占比    ≥0.9" if zh else "score           >=0.5     share   >=0.9"
    for name, counts in tally.histograms.items():
        if name != "quality":
            half, high = sum(counts[BINS // 2 :]), counts[-1]
            yield f"{name:<12}{half:>10,}{100 * half / max(1, tally.rows):>9.2f}%{high:>8,}"
    yield ""
    yield "质量 quality" if zh else "quality"
    counts = tally.histograms["quality"]
    most = max(*counts, 1)
    for at, count in enumerate(counts):
        yield f"{at / BINS:.1f}-{(at + 1) / BINS:.1f} {count:>10,} {'█' * round(_BAR * count / most)}".rstrip()
    if tally.rules:
        yield ""
        yield "  ".join(f"{rule} {count:,}" for rule, count in tally.rules.most_common(_NAMED))
    if tally.reasons:
        yield ""
        yield from (f"{count:>8,} {reason}" for reason, count in tally.reasons.most_common(_NAMED))
