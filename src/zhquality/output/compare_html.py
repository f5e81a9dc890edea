"""A comparison of two texts side by side: one self-contained HTML page without scripts and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from zhquality.output.compare_text import verdict
from zhquality.rewrite.comparison import Comparison, Passage

__all__ = ["render"]

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --a: #f9c74f66; --b: #4cc9f066; --only: #8882; }
body { font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .8rem; text-align: left; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; border-top: 1px solid var(--line); padding: .5rem 0; }
.row > div { white-space: pre-wrap; overflow-wrap: anywhere; } .only { background: var(--only); }
.a mark { background: var(--a); color: inherit; } .b mark { background: var(--b); color: inherit; }
mark:focus, mark:hover { outline: 2px solid; } .muted { opacity: .7; }
@media (max-width: 40rem) { .row { grid-template-columns: 1fr; gap: .3rem; } }
"""

_WORDS = {
    "en": ("swapped words", "times", "dictionaries", "in both", "the dictionary that explains it best"),
    "zh": ("替换的词", "次数", "词典", "两篇都有", "最相符的词典"),
}


def _marked(text: str, span: tuple[int, int], swaps: list[tuple[int, int, str]]) -> str:
    """A span of a text with its swapped words marked, each with the other text's word as its title."""
    out, cursor = [], span[0]
    for start, end, other in swaps:
        out.append(escape(text[cursor:start]))
        out.append(f'<mark tabindex="0" title="{escape(other)}">{escape(text[start:end])}</mark>')
        cursor = end
    out.append(escape(text[cursor : span[1]]))
    return "".join(out)


def _row(left: str, right: str, kind: str = "") -> str:
    sides = (f'<div class="{side} {kind if text else ""}">{text}</div>' for side, text in (("a", left), ("b", right)))
    return f'<div class="row">{"".join(sides)}</div>'


def _passage(passage: Passage, texts: tuple[str, str]) -> str:
    left = [(swap.start_a, swap.end_a, swap.b) for swap in passage.swaps]
    right = sorted((swap.start_b, swap.end_b, swap.a) for swap in passage.swaps)
    return _row(
        _marked(texts[0], (passage.start_a, passage.end_a), left),
        _marked(texts[1], (passage.start_b, passage.end_b), right),
    )


def _rows(comparison: Comparison, texts: tuple[str, str]) -> Iterator[str]:
    """Passages in the order of the first text; what only one text has stands where that text has it."""
    places: list[tuple[int, int, str]] = [(p.start_a, 1, _passage(p, texts)) for p in comparison.passages]
    places += [(start, 0, _row(escape(texts[0][start:end]), "", "only")) for start, end in comparison.only_a]
    for start, end in comparison.only_b:
        before = max((p for p in comparison.passages if p.end_b <= start), key=lambda p: p.end_b, default=None)
        places.append((before.start_a if before else -1, 2, _row("", escape(texts[1][start:end]), "only")))
    return (row for _, _, row in sorted(places, key=lambda place: place[:2]))


def render(comparison: Comparison, texts: tuple[str, str], names: tuple[str, str], lang: str) -> str:
    """The page.

    Args:
        comparison: of the texts.
        texts: both, as they were compared.
        names: what to call them.
        lang: ``zh`` or ``en``.
    """
    words, times, dictionaries, both, best = _WORDS["zh" if lang == "zh" else "en"]
    table = "".join(
        f"<tr><td>{escape(swap.a)}</td><td>{escape(swap.b)}</td><td>{swap.count}</td>"
        f'<td class="muted">{escape(", ".join(swap.families))}</td></tr>'
        for swap in comparison.swaps
    )
    head = f"{escape(verdict(comparison, names, lang))} ({comparison.probability:.3f})"
    facts = f"{both}: {comparison.coverage_a:.0%} / {comparison.coverage_b:.0%}"
    if comparison.family:
        facts += f" · {best}: {escape(comparison.family)}"
    columns = f"<th>{escape(names[0])}</th><th>{escape(names[1])}</th><th>{times}</th><th>{dictionaries}</th>"
    swaps = f"<h2>{words}</h2><table><tr>{columns}</tr>{table}</table>" if table else ""
    titles = _row(f"<strong>{escape(names[0])}</strong>", f"<strong>{escape(names[1])}</strong>")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{head}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{head}</h1><p>{facts}</p>{titles}{''.join(_rows(comparison, texts))}{swaps}</body></html>\n"
    )
    return page.encode("utf-8", "replace").decode("utf-8")
