"""Limits are exact: as many as are allowed, and not one more, until the window has moved on."""

from __future__ import annotations

import pytest

from app.web.limits import HOUR, MINUTE, Limits, Wait


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_has_so_many_questions_for_each_address(clock: Clock) -> None:
    limits = Limits(questions=3, clock=clock)
    assert [limits.call("ask", "a") for _ in range(3)] == [None] * 3
    assert limits.call("ask", "a") == Wait("too_many_questions", 60)
    assert limits.call("ask", "b") is None
    clock.now += MINUTE - 1
    assert limits.call("ask", "a") == Wait("too_many_questions", 1)
    clock.now += 1
    assert [limits.call("ask", "a") is None for _ in range(4)] == [True, True, True, False]


def test_uploads_count_by_size_and_what_is_refused_counts_nothing(clock: Clock) -> None:
    limits = Limits(uploaded=100, clock=clock)
    assert limits.upload(60, "a") is None
    assert limits.upload(41, "a") == Wait("too_much_uploaded", 3600)
    assert limits.upload(40, "a") is None
    assert limits.upload(1, "a") == Wait("too_much_uploaded", 3600)
    clock.now += HOUR
    assert limits.upload(101, "a") == Wait("too_much_uploaded", 3600)
    assert limits.upload(100, "a") is None


def test_without_limits_nobody_waits_but_for_a_full_queue() -> None:
    limits = Limits(is_full=lambda: True)
    assert limits.call("ask", "a") == Wait("queue_full", 10)
    assert limits.call("ingest", "a") is None
    assert limits.call("", "a") is None
    assert limits.upload(1 << 40, "a") is None
