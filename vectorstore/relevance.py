"""From a ranking score to a relevance in [0, 1] that means the same in both languages. Knows no library or text.

A logistic curve (Platt, 1999) per case: question and passage in one language, or in two, where no shared words can
add to the score. The constants were fitted by `python -m bench retrieval --calibrate` on half of the development
articles: see docs/decisions/0002-retrieval.md for the reliability curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FARTHEST = 50.0  # beyond it the curve is flat to the last digit


@dataclass(frozen=True, slots=True)
class Curve:
    """relevance = 1 / (1 + exp(-slope * (score - middle)))."""

    middle: float
    slope: float

    def __call__(self, scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the relevances of scores; never falls where the score rises."""
        power = np.clip(self.slope * (np.asarray(scores, dtype=np.float64) - self.middle), -FARTHEST, FARTHEST)
        relevances: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-power))
        return relevances


SAME_LANGUAGE = Curve(middle=1.05, slope=6.0)
ACROSS_LANGUAGES = Curve(middle=0.85, slope=7.0)


# Sentences have curves of their own: does this sentence contain the answer? Fitted on those of the five best passages.
SENTENCE_SAME_LANGUAGE = Curve(middle=0.75, slope=11.0)
SENTENCE_ACROSS_LANGUAGES = Curve(middle=0.60, slope=13.0)


def passage_relevance(scores: npt.ArrayLike, *, same_language: bool) -> npt.NDArray[np.float64]:
    """Return how likely passages of these scores answer the question, in [0, 1]."""
    return (SAME_LANGUAGE if same_language else ACROSS_LANGUAGES)(scores)


def sentence_relevance(scores: npt.ArrayLike, *, same_language: bool) -> npt.NDArray[np.float64]:
    """Return how likely sentences of these scores say it, in [0, 1]."""
    return (SENTENCE_SAME_LANGUAGE if same_language else SENTENCE_ACROSS_LANGUAGES)(scores)
