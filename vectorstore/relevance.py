"""From a ranking score to a relevance in [0, 1] that means the same in both languages. Knows no library or text.

A logistic curve (Platt, 1999) per case: question and passage in one language, or in two, where no shared words can
add to the score. The constants were fitted by `python -m bench retrieval --calibrate` on half of the development
articles: see docs/decisions/0002-retrieval.md for the reliability curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """relevance = 1 / (1 + exp(-slope * (score - middle)))."""

    middle: float
    slope: float

    def __call__(self, score: float) -> float:
        """Return the relevance of a score; never falls where the score rises."""
        power = max(-50.0, min(50.0, self.slope * (score - self.middle)))
        return 1.0 / (1.0 + math.exp(-power))


SAME_LANGUAGE = Curve(middle=1.05, slope=6.0)
ACROSS_LANGUAGES = Curve(middle=0.85, slope=7.0)


def passage_relevance(score: float, *, same_language: bool) -> float:
    """Return how likely a passage of this score answers the question, in [0, 1]."""
    return (SAME_LANGUAGE if same_language else ACROSS_LANGUAGES)(score)


def sentence_relevance(score: float, *, same_language: bool) -> float:
    """Return how likely a sentence of this score says it, in [0, 1]."""
    return (SAME_LANGUAGE if same_language else ACROSS_LANGUAGES)(score)
