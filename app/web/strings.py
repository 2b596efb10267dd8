"""Chooses the page's words in either language. Knows no component and no markup."""

from __future__ import annotations

from datetime import date

from app.messages.dates import written
from app.messages.page_ar import ARABIC
from app.messages.page_en import ENGLISH
from app.messages.page_words import Words
from ingest.language import Language

__all__ = ["ARABIC", "ENGLISH", "Words", "words", "written_date"]


def words(language: str) -> Words:
    """Return the interface in `language`; English for anything but Arabic."""
    return ARABIC if language == "ar" else ENGLISH


def written_date(day: date | None, language: Language) -> str:
    """Return `day` in words of `language`, or the words for "no date"."""
    return written(day, language) if day else words(language).no_date
