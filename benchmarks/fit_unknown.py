"""Fit what weighs the thesaurus anew: ``python benchmarks/fit_unknown.py CLEAN… --work FOLDER [--write]``.

After a fit by ``fit_spun.py``, ``add_family.py`` and ``fit_verdict.py``: all other weights stay. CLEAN are the corpora of the fit, FOLDER has or gets
a language model that does not know a fifth of their texts; pages are made of the last of these.
``--write`` puts ``thesaurus.npz`` into the package's data.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from fit_verdict import trained, unknown_to

from zhquality.data import data_file, lexicon_folder
from zhquality.lexicon.entries import load_family
from zhquality.model.fitting_unknown import fit_unknown
from zhquality.model.labelled import Workshop, rows_of
from zhquality.model.ngrams import NgramModel
from zhquality.model.statistics import Statistics
from zhquality.model.thesaurus import Thesaurus

PART, FIRST = 1, 12_000
"""Texts that pages are made of: of the part that the model does not know, from this one on. The network with the last word learns from them as well."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    statistics = Statistics.open(data_file("spun.npz"))
    families = {path.stem: rows_of(load_family(path)) for path in sorted((lexicon_folder() / "spun").glob("*.tsv"))}
    model = trained(PART, options.corpus, options.work)
    pages = Workshop(model, statistics, families, 2).pages(unknown_to(PART, options.corpus)[FIRST:])
    fitted = fit_unknown(pages, Thesaurus.open(data_file("thesaurus.npz")), NgramModel.open(model), statistics)
    fitted.save(data_file("thesaurus.npz") if options.write else options.work / "thesaurus.npz")
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
