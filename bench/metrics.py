"""Ranking and calibration metrics with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RESAMPLES = 2_000
SEED = 20_26  # intervals must not differ from run to run


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def ndcg(ranked: Sequence[int], gold: frozenset[int], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `k`, all gold items alike (Järvelin 2002)."""
    gain = sum(1 / math.log2(rank + 2) for rank, item in enumerate(ranked[:k]) if item in gold)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(k, len(gold))))
    return gain / best if best else 0.0


def recall(ranked: Sequence[int], gold: frozenset[int], k: int) -> float:
    """Return the share of gold items among the first `k`."""
    return len(gold.intersection(ranked[:k])) / len(gold) if gold else 0.0


def reciprocal_rank(ranked: Sequence[int], gold: frozenset[int], k: int = 10) -> float:
    """Return 1 over the rank of the first gold item among the first `k`, 0 where there is none."""
    return next((1 / (rank + 1) for rank, item in enumerate(ranked[:k]) if item in gold), 0.0)


def bootstrap(values: Sequence[float], statistic: Callable[[Floats], float] | None = None) -> Interval:
    """Return the mean (or another statistic) with its percentile interval over resampled questions."""
    data = np.asarray(values, dtype=np.float64)
    if not len(data):
        return Interval(float("nan"), float("nan"), float("nan"))
    drawn = np.random.default_rng(SEED).integers(0, len(data), size=(RESAMPLES, len(data)))
    resampled = data[drawn].mean(axis=1) if statistic is None else np.array([statistic(data[row]) for row in drawn])
    value = float(data.mean()) if statistic is None else statistic(data)
    return Interval(value, float(np.percentile(resampled, 2.5)), float(np.percentile(resampled, 97.5)))


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return how often a positive scores above a negative, ties half: the area under the ROC curve."""
    above = np.asarray(positives, dtype=np.float64)[:, None] - np.asarray(negatives, dtype=np.float64)[None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability curve: of `count` predictions of about `predicted`, `observed` came true."""

    predicted: float
    observed: float
    count: int


def reliability(predicted: Sequence[float], came_true: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return the reliability curve over equal-width bins; empty bins are left out."""
    scores, truths = np.asarray(predicted, dtype=np.float64), np.asarray(came_true, dtype=np.float64)
    which = np.minimum((scores * bins).astype(int), bins - 1)
    return [
        Bin(float(scores[which == one].mean()), float(truths[which == one].mean()), int((which == one).sum()))
        for one in range(bins)
        if (which == one).any()
    ]


def calibration_error(curve: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap between predicted and observed, weighted by count."""
    total = sum(one.count for one in curve)
    return sum(one.count * abs(one.predicted - one.observed) for one in curve) / total if total else 0.0
