"""Items read one by one in a thread that can be left behind: a server that is silent keeps nobody waiting.

Knows no source and no article.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

Item = TypeVar("Item")

_LOOK_SECONDS = 0.1


def interruptible(items: Iterator[Item], cancelled: Callable[[], bool]) -> Iterator[Item]:
    """Yield what `items` yields, each read only when it is asked for; end within a moment once `cancelled`.

    The thread that was left behind ends by itself at its own time limit, and what it reads then is thrown away.
    """
    wanted: queue.SimpleQueue[bool] = queue.SimpleQueue()
    read: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(items, wanted, read), name="reading", daemon=True).start()
    try:
        while True:
            wanted.put(True)
            while not cancelled():
                with suppress(queue.Empty):
                    item, error = read.get(timeout=_LOOK_SECONDS)
                    break
            else:
                return
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item
    finally:
        wanted.put(False)


def _read(
    items: Iterator[Any],
    wanted: queue.SimpleQueue[bool],
    read: queue.SimpleQueue[tuple[Any, BaseException | None]],
) -> None:
    while wanted.get():
        try:
            read.put((next(items), None))
        except BaseException as error:  # noqa: BLE001 - raised again where the items are read
            read.put((None, error))
            return
    close = getattr(items, "close", None)
    if close is not None:
        close()
