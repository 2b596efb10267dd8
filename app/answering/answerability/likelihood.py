"""From signals to a likelihood of an answer, by one logistic regression. Pure; knows no bound and no text."""

from __future__ import annotations

import math

from app.answering.answerability.signals import Signals

# Rounded from the regression on the tuning half: docs/decisions/0007-refusal.md has it, and what was left out.
RELEVANCE, COVERAGE, OPEN, BIAS = 0.9, 4.5, 0.9, -2.8


def likelihood(signals: Signals) -> float:
    """Return how likely the evidence answers the question, in [0, 1].

    1 across the languages: there these signals add nothing to the relevance, which has bounds of its own.
    """
    if signals.across:
        return 1.0
    power = RELEVANCE * signals.relevance + COVERAGE * signals.coverage + OPEN * signals.open + BIAS
    return 1.0 / (1.0 + math.exp(-power))
