"""The calibrated relevance: bounded, monotone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.search.relevance import Curve, passage_relevance, sentence_relevance

SCORES = st.floats(-1e6, 1e6, allow_nan=False)


@given(SCORES, SCORES, st.booleans())
def test_relevance_is_in_bounds_and_never_falls_where_the_score_rises(one: float, other: float, same: bool) -> None:
    low, high = sorted((one, other))
    for relevance in (passage_relevance, sentence_relevance):
        assert 0.0 <= relevance(low, same_language=same) <= relevance(high, same_language=same) <= 1.0


def test_the_middle_of_a_curve_is_a_half() -> None:
    assert Curve(middle=0.7, slope=5.0)(0.7) == 0.5


def test_nothing_in_common_is_irrelevant_and_a_repeated_question_is_relevant() -> None:
    for same in (True, False):
        assert passage_relevance(0.2, same_language=same) < 0.05
        assert passage_relevance(3.0, same_language=same) > 0.95
