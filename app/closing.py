"""Ends streams that are under way when the program is stopped, in words. Knows no answer and no page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import TypeVar

from app.messages.errors import SanadError

Item = TypeVar("Item")


class Closing:
    """Whether the program is being stopped, and whom to tell. Any thread may set it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_set = False
        self._told: set[Callable[[], object]] = set()

    def is_set(self) -> bool:
        """Return whether the program is being stopped."""
        return self._is_set

    def set(self) -> None:
        """Tell everyone; later calls do nothing."""
        with self._lock:
            self._is_set, told = True, self._told
            self._told = set()
        for tell in told:
            tell()

    @contextmanager
    def telling(self, tell: Callable[[], object]) -> Iterator[None]:
        """Have `tell` called if it is set within the block."""
        with self._lock:
            self._told.add(tell)
        try:
            yield
        finally:
            with self._lock:
                self._told.discard(tell)


async def until_closing(stream: AsyncGenerator[Item, None], closing: Closing) -> AsyncGenerator[Item, None]:
    """Yield what `stream` yields; raise SanadError("stopping") once `closing` is set, however long it is silent.

    However this ends, `stream` has been closed. All of it is to be read by one task.
    """
    loop, task, is_waiting = asyncio.get_running_loop(), asyncio.current_task(), False
    assert task is not None

    def interrupt() -> None:
        if is_waiting:  # else the consumer is at work with what it was given, and comes back for more
            task.cancel()

    with closing.telling(lambda: loop.call_soon_threadsafe(interrupt)):
        async with aclosing(stream):
            while not closing.is_set():
                is_waiting = True
                try:
                    item = await anext(stream, None)
                except asyncio.CancelledError:
                    if not closing.is_set():
                        raise
                    task.uncancel()
                    break
                finally:
                    is_waiting = False
                if item is None:
                    return
                yield item
            raise SanadError("stopping")
