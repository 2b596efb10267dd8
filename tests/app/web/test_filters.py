"""Filter fields are read in either script's digits; a wrong date is told, never ignored."""

from __future__ import annotations

from datetime import date

import pytest

from app.web.filters import WrongDate, read_filters
from app.web.strings import Words, words
from vectorstore.types import Filters

ARABIC, ENGLISH = words("ar"), words("en")


def test_empty_fields_filter_nothing() -> None:
    assert read_filters([], [], "", None, ENGLISH) is None


def test_fields_become_filters() -> None:
    filters = read_filters(["The Quay Herald"], ["en", "xx"], "2024-05-01", "٢٠٢٤/٠٦/٣٠", ENGLISH)
    assert filters == Filters(("The Quay Herald",), ("en",), date(2024, 5, 1), date(2024, 6, 30))


@pytest.mark.parametrize("interface", [ARABIC, ENGLISH])
@pytest.mark.parametrize("typed", ["yesterday", "2024-13-01", "2024", "1 May 2024"])
def test_a_wrong_date_is_told_in_the_readers_language(typed: str, interface: Words) -> None:
    with pytest.raises(WrongDate, match=interface.date_wrong[:10]):
        read_filters([], [], typed, "", interface)
