"""Dates in words, in either language: digits and hyphens within Arabic text would be displayed in the wrong order."""

from __future__ import annotations

from datetime import date

from ingest.language import Language
from ingest.language.calendar import MONTHS


def written(day: date, language: Language) -> str:
    """Return `day` in words of `language`."""
    month = MONTHS[day.month - 1]
    # Arabic months as pan-Arab newsrooms write them: the Levantine name, then the one of Egypt and the Gulf.
    name = f"{month.levantine}/{month.egyptian}" if language == "ar" else month.english
    return f"{day.day} {name} {day.year}"
