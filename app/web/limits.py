"""How much one address may ask, add and upload. Knows no request and no page."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

MINUTE, HOUR = 60.0, 3600.0
_MOST_ADDRESSES = 20_000  # remembered; the one that has been quiet longest is forgotten first


@dataclass(frozen=True, slots=True)
class Wait:
    """Refused: `key` names the words for it, `seconds` is how long until it would be allowed."""

    key: str
    seconds: int


class Window:
    """At most `most` (None: any amount) for each key within any `seconds`: a log of what was let in, so it is exact."""

    def __init__(self, most: int | None, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._spent: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, amount: int = 1) -> int | None:
        """Take `amount` and return None; where that is too much, take nothing and return the seconds to wait."""
        if self._most is None:
            return None
        with self._lock:
            now = self._clock()
            spent = self._spent.setdefault(key, deque())
            self._spent.move_to_end(key)
            while len(self._spent) > _MOST_ADDRESSES:
                self._spent.popitem(last=False)
            while spent and spent[0][0] <= now - self._seconds:
                spent.popleft()
            over = sum(taken for _, taken in spent) + amount - self._most
            if over <= 0:
                spent.append((now, amount))
                return None
            for at, taken in spent:
                over -= taken
                if over <= 0:
                    return max(1, math.ceil(at + self._seconds - now))
            return math.ceil(self._seconds)


class Limits:
    """The limits of one page, by address; None is no limit. `is_full` tells whether too many wait for an answer."""

    def __init__(
        self,
        *,
        questions: int | None = None,
        ingestions: int | None = None,
        uploaded: int | None = None,
        is_full: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`questions` a minute, `ingestions` and `uploaded` bytes an hour."""
        self._questions = Window(questions, MINUTE, clock=clock)
        self._ingestions = Window(ingestions, HOUR, clock=clock)
        self._uploaded = Window(uploaded, HOUR, clock=clock)
        self._is_full = is_full

    def call(self, kind: str, address: str) -> Wait | None:
        """Count a call of this kind; return why it has to wait, None where it may go on."""
        if kind == "ask":
            if self._is_full():
                return Wait("queue_full", 10)
            return _wait("too_many_questions", self._questions.take(address))
        if kind == "ingest":
            return _wait("too_many_ingestions", self._ingestions.take(address))
        return None

    def upload(self, size: int, address: str) -> Wait | None:
        """Count an upload of `size` bytes; return why it has to wait, None where it may go on."""
        return _wait("too_much_uploaded", self._uploaded.take(address, size))


def _wait(key: str, seconds: int | None) -> Wait | None:
    return None if seconds is None else Wait(key, seconds)
