"""Fit the statistics of the lexicons anew: ``python benchmarks/fit_spun.py CLEAN… --work FOLDER [--write]``.

CLEAN are JSONL(.gz/.xz) corpora with ``text`` and ``genre``. Four fifths of the documents train a language model that does
not know the last fifth; a thesaurus is induced from all of them; pages are made of the last fifth, clean and spun, and
everything is fitted on them (``zhquality.model.fitting``, ``fitting_unknown``). FOLDER keeps the model, the thesaurus and
the pages (2.7 GB), so a change of the last stages is tried in twenty minutes; without it twice that, on two cores
and 15 GB. ``add_family.py`` then counts in the families that no weight is fitted on (``COUNTED_FAMILIES``). ``--write`` puts ``spun.npz``, ``spun.gate`` and ``thesaurus.npz`` into the package's data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import pickle
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import Entry, load_family
from zhquality.model.counting import Sample, register_of
from zhquality.model.fitting import Bench, finish, prepare
from zhquality.model.fitting_unknown import fit_unknown
from zhquality.model.inducing import Neighbours, frequencies, induce, segmented
from zhquality.model.ngrams import NgramModel
from zhquality.model.statistics import REGISTERS
from zhquality.model.thesaurus import Thesaurus
from zhquality.model.training import Settings, train
from zhquality.model.words import WordList

SIZES = (700_000, 1_550_000, 2_200_000)
"""N-grams of order 2, 3, 4, as in the shipped model."""
HELD_OUT = 5
"""Every fifth document is kept from the language model."""
PAGES = 16_000


def rows(paths: list[Path]) -> Iterator[Sample]:
    for path in paths:
        opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
        with opener(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield Sample(row["text"], row["genre"])


def known(paths: list[Path]) -> Iterator[str]:
    """The texts that are not kept from the language model."""
    return (sample.text for number, sample in enumerate(rows(paths)) if number % HELD_OUT)


def induced(paths: list[Path], lexicons: Mapping[str, Sequence[Entry]]) -> Thesaurus:
    """The thesaurus without a scorer."""
    tokens, words = segmented(sample.text for sample in rows(paths))
    print(f"{len(tokens)} words of {len(set(words))} kinds", flush=True)
    names, count, canonical, prior = induce(Neighbours.of(tokens, words), lexicons)
    texts = ((sample.text, register_of(sample.genre)) for sample in rows(paths))
    frequency = frequencies(names, texts, len(REGISTERS))
    nothing = np.zeros((1, 1)), np.zeros(1)
    return Thesaurus(WordList.of(names), count, canonical, prior, frequency, *nothing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    model, cache = options.work / "part.ngrams", options.work / f"bench-{options.pages}.pkl"
    near = options.work / "thesaurus.npz"
    lexicons = {path.stem: load_family(path) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    if not model.exists():
        train(known(options.corpus), model, Settings(len(SIZES) + 1, SIZES))
        print(f"{model}: trained", flush=True)
    if not near.exists():
        induced(options.corpus, lexicons).save(near)
    if not cache.exists():
        held_out = [sample for number, sample in enumerate(rows(options.corpus)) if number % HELD_OUT == 0]
        random.Random(7).shuffle(held_out)
        began = time.monotonic()
        made = prepare(lexicons, rows(options.corpus), known(options.corpus), held_out, model, pages=options.pages)
        cache.write_bytes(pickle.dumps(made, protocol=5))
        print(f"{len(made.pages)} pages in {time.monotonic() - began:.0f} s", flush=True)
    bench: Bench = pickle.loads(cache.read_bytes())
    statistics, gate = finish(bench, model)
    thesaurus = fit_unknown(bench.pages, Thesaurus.open(near), NgramModel.open(model), statistics)
    folder = data_file("spun.npz").parent if options.write else options.work / "fitted"
    folder.mkdir(exist_ok=True)
    statistics.save(folder / "spun.npz")
    gate.save(folder / "spun.gate")
    thesaurus.save(folder / "thesaurus.npz")
    print(f"written to {folder}")


if __name__ == "__main__":
    main()
