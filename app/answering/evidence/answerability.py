"""How likely the evidence answers the question, from the question's own words."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.answer import CitedSpan
from app.answering.evidence.likelihood import likelihood
from app.answering.evidence.signals import measure
from vectorstore.types import Hit

__all__ = ["answerable"]


def answerable(readings: Sequence[str], hits: Sequence[Hit], items: Sequence[CitedSpan]) -> float:
    """Return how likely, in [0, 1], the evidence `items` out of `hits` answers the question, read one of these ways.

    A follow-up is read with the question before it and by itself: the words of both seldom stand in one place.
    """
    return max((likelihood(measure(reading, hits, items)) for reading in dict.fromkeys(readings)), default=0.0)
