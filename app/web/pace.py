"""Groups a fast stream into few updates, and stops the stream when its reader goes. Knows no event and no page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")

# Eight updates a second look continuous. An update is laid out and sent anew: beyond a hundred a second for all readers
# together, little else gets its turn.
INTERVAL = 0.125
_MOST_UPDATES = 100.0
_LONGEST_INTERVAL = 0.5
_WAITING = 512  # items held for a slow reader before the stream itself waits


def interval_for(readers: int) -> float:
    """Return the seconds between two updates of one reader where so many are written to at once."""
    return min(_LONGEST_INTERVAL, max(INTERVAL, readers / _MOST_UPDATES))


async def paced(stream: AsyncGenerator[Item, None], interval: float = INTERVAL) -> AsyncGenerator[list[Item], None]:
    """Yield the items of `stream` in non-empty groups, `interval` seconds apart; the first comes at once.

    However this ends (exhausted, closed, cancelled, failed), `stream` has been closed. Its errors are raised here.
    """
    waiting: asyncio.Queue[Item | None] = asyncio.Queue(_WAITING)
    pump = asyncio.create_task(_pump(stream, waiting))
    try:
        while (item := await waiting.get()) is not None:
            group = [item]
            ended = False
            while not waiting.empty():
                following = waiting.get_nowait()
                if following is None:
                    ended = True
                    break
                group.append(following)
            yield group
            if ended:
                break
            await asyncio.sleep(interval)
        await pump
    finally:
        pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump


async def _pump(stream: AsyncGenerator[Item, None], waiting: asyncio.Queue[Item | None]) -> None:
    try:
        async for item in stream:
            await waiting.put(item)
    finally:
        await stream.aclose()
        with suppress(asyncio.QueueFull):
            waiting.put_nowait(None)
