"""Metrics against values worked out by hand, and against their definitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.metrics import auroc, bootstrap, calibration_error, ndcg, recall, reciprocal_rank, reliability

RANKING = st.permutations(list(range(12)))
GOLD = st.frozensets(st.integers(0, 11), min_size=1)


def test_gain_by_hand() -> None:
    assert ndcg([7, 3, 5], frozenset({3})) == pytest.approx(1 / math.log2(3))
    assert ndcg([3, 7, 5], frozenset({3, 5})) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))
    assert ndcg([1, 2], frozenset({3})) == 0.0


@given(RANKING, GOLD)
def test_measures_are_shares_and_perfect_when_gold_is_first(ranking: list[int], gold: frozenset[int]) -> None:
    best = [*gold, *(item for item in ranking if item not in gold)]
    for measured, perfect in (
        (ndcg(ranking, gold), ndcg(best, gold)),
        (reciprocal_rank(ranking, gold), reciprocal_rank(best, gold)),
        (recall(ranking, gold, 12), recall(best, gold, 12)),
    ):
        assert 0.0 <= measured <= perfect
        assert perfect == pytest.approx(1.0)


def test_an_interval_holds_its_mean_and_shrinks_with_more_questions() -> None:
    few, many = bootstrap([0.0, 1.0] * 10), bootstrap([0.0, 1.0] * 500)
    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < few.high - few.low
    assert bootstrap([0.0, 1.0] * 10) == few


def test_area_under_the_curve_counts_ties_half() -> None:
    assert auroc([2, 3], [0, 1]) == 1.0
    assert auroc([0, 1], [2, 3]) == 0.0
    assert auroc([1], [1]) == 0.5


def test_an_honest_forecast_has_no_calibration_error() -> None:
    curve = reliability([0.25] * 4 + [0.75] * 4, [True, False, False, False, True, True, True, False])
    assert [(bar.predicted, bar.observed, bar.count) for bar in curve] == [(0.25, 0.25, 4), (0.75, 0.75, 4)]
    assert calibration_error(curve) == 0.0
    assert calibration_error(reliability([1.0] * 4, [False] * 4)) == 1.0
