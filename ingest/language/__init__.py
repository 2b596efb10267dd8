"""Everything about Arabic and English as such: folding, words, stems, sentences, dates, names across scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, [start, end), of a text."""

    start: int
    end: int
