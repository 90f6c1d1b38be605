"""Work on many items in processes of their own, any of which may be killed: no item is lost, and none costs another."""

from __future__ import annotations

import concurrent.futures
import concurrent.futures.process
import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, TypeVar

from .sandbox.host import can_fork, end_with_parent

__all__ = ["cores", "side_by_side"]

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 8  # items for each process that are taken before there is room for them

_work: Callable[[Any], Any] | None = None


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(
    items: Iterable[T],
    jobs: int,
    start: Callable[[], Callable[[T], R]],
    begin: Callable[[], None] = lambda: None,
    ahead: int = AHEAD,
) -> Iterator[tuple[T, R | None]]:
    """Yield each item with what work on it gives, as it is ready; with None if it twice killed who worked on it.

    `start` is called once in each of the `jobs` processes, and returns what does the work. Where processes are not
    forked, it is pickled. `begin` is called once they are there. Of `items`, no more than `ahead` for each process are
    taken before they are yielded.
    """
    waiting = iter(items)
    broken: list[T] = []
    while True:
        left = yield from _in_pool(itertools.chain(broken, waiting), jobs, start, begin, ahead * jobs)
        if not left:
            return
        begin = _nothing
        # A process was killed: the next items go one by one; should one of them be why, it costs no other.
        for item in left[: 2 * jobs]:
            if (yield from _in_pool(iter([item]), 1, start, begin, 1)):
                yield item, None
        broken = left[2 * jobs :]


def _nothing() -> None:
    pass


def _in_pool(
    items: Iterator[T], jobs: int, start: Callable[[], Callable[[T], R]], begin: Callable[[], None], most: int
) -> Generator[tuple[T, R], None, list[T]]:
    """Yield items with results, from new processes; return what is not done if one of them is killed."""
    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    pool = concurrent.futures.ProcessPoolExecutor(jobs, context, _begin, (start,))
    at_work: dict[concurrent.futures.Future[R], T] = {}
    left: list[T] = []
    try:
        while True:
            for item in itertools.islice(items, most - len(at_work)):
                left.append(item)
                with _until_forked():
                    at_work[pool.submit(_do, item)] = item
                left.pop()
            begin()
            begin = _nothing
            if not at_work:
                return []
            done, _ = concurrent.futures.wait(at_work, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in [one for one in at_work if one in done]:
                result = future.result()
                yield at_work.pop(future), result
    except concurrent.futures.process.BrokenProcessPool:
        return [*at_work.values(), *left]
    finally:
        for process in list((pool._processes or {}).values()):  # one may wait for what a killed one has locked
            process.terminate()
        results: Any = pool._result_queue
        results._writer.close()  # else the rest of a result, in whose middle a process ended, would be waited for
        pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _until_forked() -> Iterator[None]:
    """Hold Ctrl-C back: raised while processes are forked, in what Python does around that, it would be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[Any] = []
    before = signal.signal(signal.SIGINT, lambda *details: pressed.append(details))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed and callable(before):
        before(*pressed[0])


def _begin(start: Callable[[], Callable[[Any], Any]]) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    _work = start()


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)
