"""Everything the page says exists in both languages, with the same values filled in."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from datetime import date

import pytest

from app.web.removed import removed_because
from app.web.strings import ARABIC, ENGLISH, Words, words, written_date
from ingest.language import Language
from tests import ROOT

NAMES = [field.name for field in fields(Words)]
SAME_IN_BOTH = {"date_hint"}


def has_arabic(text: str) -> bool:
    """Return whether any letter of `text` is Arabic."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def placeholders(text: str) -> set[str]:
    """Return the names that `str.format` fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_it_with_the_same_values(name: str) -> None:
    arabic, english = str(getattr(ARABIC, name)), str(getattr(ENGLISH, name))
    assert arabic.strip()
    assert english.strip()
    assert placeholders(arabic) == placeholders(english)
    assert arabic != english or name in SAME_IN_BOTH


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"language", "direction", "other_language", *SAME_IN_BOTH}))
def test_each_language_is_written_in_its_own_letters(name: str) -> None:
    assert has_arabic(getattr(ARABIC, name))
    assert not has_arabic(getattr(ENGLISH, name))


def test_the_button_names_the_other_language_in_that_language() -> None:
    assert has_arabic(ENGLISH.other_language)
    assert not has_arabic(ARABIC.other_language)


@pytest.mark.parametrize(("asked", "given"), [("ar", ARABIC), ("en", ENGLISH), ("", ENGLISH), ("fr", ENGLISH)])
def test_an_unknown_language_is_english(asked: str, given: Words) -> None:
    assert words(asked) is given


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("en", date(2024, 5, 3), "3 May 2024"),
        ("ar", date(2024, 5, 3), "3 أيار/مايو 2024"),
        ("en", None, "undated"),
        ("ar", None, "بلا تاريخ"),
    ],
)
def test_dates_are_written_out(language: Language, day: date | None, written: str) -> None:
    assert written_date(day, language) == written


def test_every_reason_of_cleaning_has_words_in_both_languages() -> None:
    ingest = ROOT / "ingest"
    data = "".join(file.read_text("utf-8") for file in (ingest / "cleaning" / "data").glob("furniture.*.txt"))
    code = "".join(file.read_text("utf-8") for file in ingest.rglob("*.py"))
    reasons = set(re.findall(r"(?m)^([a-z_]+)\|", data))
    reasons |= set(re.findall(r'(?:\.remove\([^")]*|Furniture\(|Removed\([^")]*)"([a-z_]+)"', code))
    assert len(reasons) > 25
    for reason in reasons:
        assert has_arabic(removed_because(reason, "ar")), reason
        assert not has_arabic(removed_because(reason, "en")), reason
        assert "_" not in removed_because(reason, "en"), reason


def test_an_unknown_reason_stands_for_itself() -> None:
    assert removed_because("new", "ar") == removed_because("new", "en") == "new"
