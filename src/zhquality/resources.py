"""What detectors are built from: the lexicon folder, the configuration, and the model, loaded when first used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zhquality.config import Config
from zhquality.data import data_file, lexicon_folder
from zhquality.errors import DataError
from zhquality.files import is_file
from zhquality.lexicon.entries import Entry, load_family

if TYPE_CHECKING:
    from zhquality.model.ngrams import NgramModel
    from zhquality.model.spun import SpunModel
    from zhquality.model.unknown import Unknown
    from zhquality.ranking import Ranker

__all__ = ["Resources"]


class Resources:
    """Shared by the detectors of one checker."""

    def __init__(self, config: Config) -> None:
        """Of a configuration; nothing is loaded yet.

        Raises:
            DataError: if the model it names is not there: said at the first text, not at the first that needs it.
        """
        if config.model and not is_file(Path(config.model)):
            raise DataError(f"{config.model}: there is no such model; zhquality train makes one")
        self.config = config

    @cached_property
    def lexicons(self) -> Path:
        """The folder of lexicons."""
        return lexicon_folder()

    @cached_property
    def model(self) -> NgramModel:
        """The character n-gram model, memory-mapped; importing numpy is put off until here."""
        from zhquality.model.ngrams import NgramModel

        return NgramModel.open(Path(self.config.model) if self.config.model else data_file("zh.ngrams"))

    @cached_property
    def spun(self) -> SpunModel:
        """The model of spun pages, with the statistics of the lexicons."""
        from zhquality.lexicon.variety import load_varieties
        from zhquality.model.extending import extend
        from zhquality.model.spun import SpunModel
        from zhquality.model.statistics import Statistics

        statistics = Statistics.open(data_file("spun.npz"))
        for name, entries in self.user_lexicons.items():
            statistics = extend(statistics, entries, name)
        varieties = load_varieties(self.lexicons / "varieties")
        return SpunModel(self.model, statistics, len(self.user_lexicons), varieties)

    @cached_property
    def unknown(self) -> Unknown:
        """The thesaurus for what no lexicon explains; read when the first spun page is met."""
        from zhquality.model.thesaurus import Thesaurus
        from zhquality.model.unknown import Unknown

        thesaurus = Thesaurus.open(data_file("thesaurus.npz"))
        return Unknown.of(thesaurus, self.model, self.spun.statistics, self.spun.finder)

    @cached_property
    def user_lexicons(self) -> Mapping[str, tuple[Entry, ...]]:
        """The user's own dictionaries by path.

        Raises:
            DataError: at the first wrong row, as file:line.
        """
        return {path: load_family(Path(path)) for path in self.config.extend_lexicons}

    @cached_property
    def ranker(self) -> Ranker:
        """The one ranker of candidates."""
        from zhquality.ranking import Ranker

        return Ranker(self.model)
