"""A fast stream reaches the page in few groups, complete and in order, and is closed however its reader leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from app.web.pace import INTERVAL, interval_for, paced


class Stream:
    """Counts up to `length`, fails at `fails_at`, and remembers that it was closed."""

    def __init__(self, length: int, fails_at: int | None = None, pause: float | None = None) -> None:
        self._length, self._fails_at, self._pause = length, fails_at, pause
        self.closed = False

    async def items(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(self._length):
                if number == self._fails_at:
                    raise RuntimeError("broken")
                if self._pause is not None:
                    await asyncio.sleep(self._pause)
                yield number
        finally:
            self.closed = True


@pytest.mark.parametrize("length", [0, 1, 7, 2000])
def test_nothing_is_lost_or_reordered(length: int) -> None:
    async def run() -> list[list[int]]:
        return [group async for group in paced(Stream(length).items(), interval=0.001)]

    groups = asyncio.run(run())
    assert [number for group in groups for number in group] == list(range(length))
    assert all(groups)


def test_a_burst_becomes_few_groups() -> None:
    async def run() -> int:
        return len([group async for group in paced(Stream(400).items(), interval=0.5)])

    assert asyncio.run(run()) <= 4


def test_closing_early_closes_the_stream() -> None:
    stream = Stream(1_000_000, pause=0.001)

    async def run() -> None:
        groups = paced(stream.items(), interval=0.001)
        await anext(groups)
        await groups.aclose()

    asyncio.run(run())
    assert stream.closed


def test_cancelling_while_it_waits_closes_the_stream() -> None:
    stream = Stream(10, pause=30)

    async def run() -> None:
        async def consume() -> None:
            async for _ in paced(stream.items()):
                pass

        task = asyncio.create_task(consume())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert stream.closed


def test_an_error_arrives_after_what_came_before_it() -> None:
    seen: list[int] = []
    stream = Stream(10, fails_at=5)

    async def run() -> None:
        async for group in paced(stream.items(), interval=0.001):
            seen.extend(group)

    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(run())
    assert seen == [0, 1, 2, 3, 4]
    assert stream.closed


def test_many_readers_share_the_updates_of_one_process() -> None:
    assert interval_for(1) == INTERVAL
    assert 30 / interval_for(30) <= 101
    assert interval_for(1_000) <= 0.5
