"""From signals to a likelihood of an answer, by one logistic regression."""

from __future__ import annotations

import math

from app.answering.evidence.signals import Signals

# Rounded from the regression on the tuning half: docs/decisions/0007-refusal.md has it, and what was left out.
RELEVANCE, COVERAGE, OPEN, BIAS = 0.9, 4.5, 0.9, -2.8
DOUBTFUL = 0.6  # by judgement: of tests/data/seed_questions.json 0 of 16 answerable English questions, 7 of 10 others


def likelihood(signals: Signals) -> float:
    """Return how likely the evidence answers the question, in [0, 1].

    Across the languages words are recognised too seldom to be missed, and the relevance has bounds of its own; but a
    name that is known in both is: without it an answer is doubtful, with it nothing is added, and 1 returned.
    """
    if signals.across:
        return DOUBTFUL if signals.unnamed else 1.0
    power = RELEVANCE * signals.relevance + COVERAGE * signals.coverage + OPEN * signals.open + BIAS
    return 1.0 / (1.0 + math.exp(-power))
