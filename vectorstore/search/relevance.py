"""From a ranking score to a relevance in [0, 1] that means the same in both languages.

A logistic curve (Platt, 1999) per case: question and passage in one language, or in two, where fewer words can be
recognised. Fitted on the tuning half of the development articles, each question asked twice: with the paragraph that
answers it in the library and without it, its article's other paragraphs remaining. `python -m bench retrieval
--reliability` prints the reliability curve and the curve that would fit; docs/decisions/0005-retrieval.md has both.
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


SAME_LANGUAGE = Curve(middle=1.6, slope=5.2)
ACROSS_LANGUAGES = Curve(middle=1.0, slope=5.1)


# Sentences have curves of their own: does this sentence contain the answer? Fitted on those of the five best passages.
SENTENCE_SAME_LANGUAGE = Curve(middle=0.75, slope=11.0)
SENTENCE_ACROSS_LANGUAGES = Curve(middle=0.60, slope=13.0)


def passage_relevance(scores: npt.ArrayLike, *, same_language: bool) -> npt.NDArray[np.float64]:
    """Return how likely passages of these scores answer the question, in [0, 1]."""
    return (SAME_LANGUAGE if same_language else ACROSS_LANGUAGES)(scores)


def sentence_relevance(scores: npt.ArrayLike, *, same_language: bool) -> npt.NDArray[np.float64]:
    """Return how likely sentences of these scores say it, in [0, 1]."""
    return (SENTENCE_SAME_LANGUAGE if same_language else SENTENCE_ACROSS_LANGUAGES)(scores)
