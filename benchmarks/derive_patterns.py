"""Write ``data/furniture.jsonl`` from ``lexicons/boilerplate``: ``python benchmarks/derive_patterns.py``."""

from __future__ import annotations

from measuring import ROOT

from zhquality.data import lexicon_folder
from zhquality.lexicon.derived import derive

if __name__ == "__main__":
    derive(lexicon_folder() / "boilerplate", ROOT / "src" / "zhquality" / "data" / "furniture.jsonl")
