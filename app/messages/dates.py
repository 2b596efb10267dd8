"""A day in words of either language: digits and hyphens within Arabic text are set in the wrong order. Pure."""

from __future__ import annotations

from datetime import date

from ingest.language import Language

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


def written(day: date, language: Language) -> str:
    """Return `day` in words of `language`."""
    months = ARABIC_MONTHS if language == "ar" else ENGLISH_MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"
