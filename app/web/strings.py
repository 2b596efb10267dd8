"""Chooses the page's words and writes dates in either language. Knows no component and no markup."""

from __future__ import annotations

from datetime import date

from app.web.arabic import ARABIC
from app.web.english import ENGLISH
from app.web.words import Words
from ingest.article import Language

__all__ = ["ARABIC", "ENGLISH", "Words", "words", "written_date"]

# Arabic months as pan-Arab newsrooms write them: the Levantine name, then the one of Egypt and the Gulf.
ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def words(language: str) -> Words:
    """Return the interface in `language`; English for anything but Arabic."""
    return ARABIC if language == "ar" else ENGLISH


def written_date(day: date | None, language: Language) -> str:
    """Return `day` in words of `language`, or the words for "no date"."""
    if day is None:
        return words(language).no_date
    months = ARABIC_MONTHS if language == "ar" else ENGLISH_MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"
