"""Checking a corpus: inputs to shards to workers to parts, recorded so that nothing is done twice or lost."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zhquality.checker import Checker
from zhquality.corpus.keep import parse
from zhquality.corpus.kernel import Annotator, arrow
from zhquality.corpus.manifest import Manifest
from zhquality.corpus.pool import Pool
from zhquality.corpus.shards import Shard, cut
from zhquality.corpus.sources import Input, find_inputs
from zhquality.corpus.tally import Tally
from zhquality.corpus.work import Job
from zhquality.errors import ConfigError, InputError
from zhquality.files import cannot_read
from zhquality.version import VERSION

__all__ = ["Options", "Progress", "scan"]


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a scan.

    Attributes:
        text_field: name of the text in JSONL and Parquet.
        id_field: name of a field that every row must have; empty if none.
        keep: expression of the rows to write (``keep.py``); empty for all.
        clean: whether to add the cleaned text.
        shard_size: rows of a part.
        sample: share of the rows to take, in (0, 1].
    """

    text_field: str = "text"
    id_field: str = ""
    keep: str = ""
    clean: bool = False
    shard_size: int = 1000
    sample: float = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is: bytes of the inputs as they lie on disk, and the counts so far."""

    done: int
    total: int
    tally: Tally


def _digest(checker: Checker) -> str:
    """What the answers depend on besides the version: the settings, and the user's dictionaries and model as they are now."""
    config = checker.config
    parts = [repr(config).encode(), *sorted(line.encode("utf-8", "surrogatepass") for line in checker._site_lines)]  # noqa: SLF001
    for path in (*config.extend_lexicons, *((config.model,) if config.model else ())):
        try:
            parts.append(Path(path).read_bytes())
        except OSError as error:
            raise cannot_read(path, error) from error
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _header(inputs: Sequence[Input], options: Options, checker: Checker) -> dict[str, Any]:
    return {
        "zhquality": VERSION,
        "checker": _digest(checker),
        **asdict(options),
        "inputs": [[i.path, i.kind, i.size, i.modified] for i in inputs],
    }


def scan(
    paths: Iterable[Path],
    out: Path,
    options: Options | None = None,
    checker: Checker | None = None,
    workers: int = 1,
    report: Callable[[Progress], None] = lambda _: None,
) -> Tally:
    """Check every row of a corpus and write it with the columns of ``kernel.py`` into parts below ``out/data``.

    Run again after a crash it goes on with the shards that are missing. ``out/rejects.jsonl`` lists what could not be
    read, ``out/summary.json`` the counts.

    Args:
        paths: files and folders.
        out: a new folder, or that of an unfinished scan with the same settings and inputs.
        options: see Options.
        checker: the checker to ask; the default configuration if left out.
        workers: number of processes.
        report: called after every shard.

    Returns:
        The counts over the whole corpus, earlier runs included.

    Raises:
        ConfigError: if an option is wrong, or ``out`` holds something else.
        InputError: if an input is not there, or ``out`` cannot be written.
        DataError: if a lexicon or the model is damaged.
    """
    options, checker = options or Options(), checker or Checker()
    _must_be_able(options, workers)
    inputs = find_inputs(paths)
    total = sum(source.size for source in inputs)
    with Manifest(out, _header(inputs, options, checker)) as manifest:
        try:
            if not manifest.complete:
                _run(inputs, options, checker, workers, manifest, lambda: report(_progress(manifest, total)))
            manifest.write_rejects()
            manifest.write_summary()
        except OSError as error:
            raise InputError(
                f"{out}: cannot write: {error.strerror or error}; what is finished is kept, run the same command again"
            ) from error
        except BaseException:
            with contextlib.suppress(OSError):
                manifest.write_rejects()
            raise
        return manifest.tally


def _must_be_able(options: Options, workers: int) -> None:
    """Raise ConfigError at a wrong option, InputError if pyarrow is not installed: before a folder is made."""
    if not 0 < options.sample <= 1:
        raise ConfigError("the sample must be above 0 and at most 1")
    if options.shard_size < 1 or workers < 1:
        raise ConfigError("shard size and workers must be at least 1")
    if options.keep:
        parse(options.keep)
    arrow()


def _progress(manifest: Manifest, total: int) -> Progress:
    return Progress(manifest.done, total, manifest.tally)


def _run(
    inputs: Sequence[Input],
    options: Options,
    checker: Checker,
    workers: int,
    manifest: Manifest,
    report: Callable[[], None],
) -> None:
    annotator = Annotator(checker, options.text_field, clean=options.clean)
    job = Job(str(manifest.parts), pickle.dumps(annotator), options.id_field, options.keep)
    count = 0

    def missing() -> Iterable[Shard]:
        nonlocal count
        for shard in cut(inputs, options.text_field, options.shard_size, options.sample):
            count += 1
            if shard.number not in manifest.finished:
                yield shard

    with Pool(job, workers) as pool:
        for outcome in pool.run(missing()):
            manifest.add(outcome)
            report()
    manifest.finish(count)
