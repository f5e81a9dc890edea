"""Worker processes: a bounded queue of shards, workers that start cold, and what happens when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from typing import TypeAlias, final

from zhquality.corpus.shards import Shard
from zhquality.corpus.sources import Reject
from zhquality.corpus.work import Job, Outcome, process
from zhquality.errors import ZhqualityError

__all__ = ["Pool"]

_AHEAD = 2
"""Shards in flight for each worker: one in work and one waiting keeps it busy and the memory bounded."""

_Pending: TypeAlias = dict["Future[Outcome]", Shard]


def _start(line: Connection) -> None:
    """Set up a worker: the parent handles Ctrl-C, and when it ends, however it ends, the worker ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        wait_for([line])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@final
class Pool:
    """Worker processes for one job; a context manager. Workers are spawned, so a thread of the caller is no danger."""

    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._workers = workers
        self._context = multiprocessing.get_context("spawn")
        self._open()

    def _open(self) -> None:
        receiver, self._line = self._context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(self._workers, self._context, _start, (receiver,))
        self._receiver = receiver

    def close(self) -> None:
        """End the workers at once."""
        self._line.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._receiver.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, shards: Iterable[Shard]) -> Iterator[Outcome]:
        """Outcomes as they come, in no order.

        Raises:
            ZhqualityError: what a worker raised, or that workers cannot start.
        """
        source = iter(shards)
        pending: _Pending = {}
        while True:
            lost = self._fill(pending, source)
            if not pending and not lost:
                return
            done = wait(pending, return_when=FIRST_COMPLETED).done if pending and not lost else set()
            for future in done:
                shard = pending.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(shard)
            if lost:
                yield from self._recover(lost, pending)

    def _fill(self, pending: _Pending, source: Iterator[Shard]) -> list[Shard]:
        """Submit shards until enough are in flight; returns one that met a pool already broken."""
        while len(pending) < _AHEAD * self._workers:
            shard = next(source, None)
            if shard is None:
                break
            try:
                pending[self._executor.submit(process, self._job, shard)] = shard
            except BrokenProcessPool:
                return [shard]
        return []

    def _recover(self, lost: list[Shard], pending: _Pending) -> Iterator[Outcome]:
        """After a death every shard in flight is lost with the pool: each is done again, alone."""
        wait(pending)
        for future, shard in pending.items():
            if future.exception() is None:
                yield future.result()
            else:
                lost.append(shard)
        pending.clear()
        self._reopen()
        for shard in sorted(lost, key=lambda shard: shard.number):
            yield self._alone(self._job, shard) or self._without_deadly_rows(shard)

    def _reopen(self) -> None:
        self.close()
        self._open()

    def _alone(self, job: Job, shard: Shard) -> Outcome | None:
        """The outcome of a shard with no other in flight; None if the worker dies of it."""
        try:
            return self._executor.submit(process, job, shard).result()
        except BrokenProcessPool:
            self._reopen()
            return None

    def _without_deadly_rows(self, shard: Shard) -> Outcome:
        """Find by halving the rows that workers die of, set those aside, and do the others."""
        probe = replace(self._job, folder="")
        if self._alone(probe, shard.pick([])) is None:
            raise ZhqualityError("worker processes die as they start: out of memory? Try fewer --workers")
        deadly: list[int] = []
        ranges: list[Sequence[int]] = [range(len(shard.rows))]
        while ranges:
            places = ranges.pop()
            if self._alone(probe, shard.pick(places)) is not None:
                continue
            if len(places) == 1:
                deadly += places
            else:
                middle = len(places) // 2
                ranges += [places[:middle], places[middle:]]
        rejects = tuple(
            Reject(shard.rows[i].file, shard.rows[i].line, "a worker died of this row: out of memory or a crash")
            for i in sorted(deadly)
        )
        rest = shard.pick([i for i in range(len(shard.rows)) if i not in deadly], rejects)
        outcome = self._alone(self._job, rest)
        if outcome is None:
            raise ZhqualityError(f"workers keep dying at shard {shard.number}: out of memory? Try fewer --workers")
        return outcome
