"""Write ``data/furniture.jsonl`` and ``data/frames.json`` from the lexicons: ``python benchmarks/derive_patterns.py``."""

from __future__ import annotations

from measuring import ROOT

from zhquality.data import lexicon_folder
from zhquality.lexicon.derived import derive
from zhquality.lexicon.frames import derive_frames

if __name__ == "__main__":
    lexicons, data = lexicon_folder(), ROOT / "src" / "zhquality" / "data"
    derive(lexicons / "boilerplate", data / "furniture.jsonl")
    derive_frames([lexicons / "elisions.toml", lexicons / "paraphrase.toml"], data / "frames.json")
