"""Writes one page for every rule, and their index, from the rule catalogue; mkdocs runs it at every build."""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import re
from collections.abc import Iterator

from zhquality.rules import Rule, catalogue

FAMILIES = {
    "SPN": "Spun words 伪原创",
    "CEN": "Censored words 打码",
    "BPL": "Site furniture 网页杂项",
    "OBF": "Obfuscation 混淆",
    "PAR": "Machine paraphrase 机器转述",
    "DUP": "Repetition 重复",
    "ELI": "Lost text 缺漏",
    "SCR": "Mixed script 繁简混杂",
    "IGN": "Inline ignores 忽略注释",
}


def fenced(text: str) -> str:
    """A text as a code block, fenced by more backticks than it holds in a row."""
    ticks = "`" * (max([2, *map(len, re.findall("`+", text))]) + 1)
    return f"{ticks}text\n{text}\n{ticks}\n"


def _examples(title: str, texts: tuple[str, ...]) -> str:
    # Characters that show nothing, and those that UTF-8 cannot hold, are written as escapes.
    shown = (
        re.sub(r"[^\w\s]|\s", lambda m: m[0] if m[0].isprintable() or m[0] == "\n" else ascii(m[0])[1:-1], t)
        for t in texts
    )
    return f"## {title}\n\n" + "\n".join(map(fenced, shown)) if texts else ""


def rule_page(rule: Rule) -> str:
    """The page of one rule in Markdown."""
    parts = [
        f"# {rule.code} {rule.name}\n",
        f"{rule.summary}\n\n{rule.summary_zh}\n",
        f"## Why 为什么\n\n{rule.why.strip()}\n\n{rule.why_zh.strip()}\n",
        _examples("Reported 会报告", rule.matches),
        _examples("Left alone 不报告", rule.rejects),
    ]
    return "\n".join(filter(None, parts))


def index_page(rules: tuple[Rule, ...]) -> str:
    """The page that lists all rules by family."""
    parts = ["# Rules\n", "`zhquality rule CODE` shows the same on the command line.\n"]
    for prefix in dict.fromkeys(rule.code[:3] for rule in rules):
        parts.append(f"## {FAMILIES.get(prefix, prefix)}\n\n| code | name | finds |\n|---|---|---|")
        parts += [
            f"| [{r.code}]({r.code}.md) | {r.name} | {_cell(r.summary)} {_cell(r.summary_zh)} |"
            for r in rules
            if r.code.startswith(prefix)
        ]
        parts.append("")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def pages() -> Iterator[tuple[str, str]]:
    """Path and Markdown of every generated page."""
    rules = tuple(catalogue().values())
    yield "rules/index.md", index_page(rules)
    for rule in rules:
        yield f"rules/{rule.code}.md", rule_page(rule)


def main() -> None:
    """Hand the pages to mkdocs."""
    import mkdocs_gen_files

    for path, text in pages():
        with mkdocs_gen_files.open(path, "w") as file:
            file.write(text)


if __name__ in ("__main__", "<run_path>"):  # mkdocs-gen-files runs scripts under the second name
    main()
