"""The page's words: each language in its own letters, none left over."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.messages.catalogue import catalogue
from app.web.strings import Words, removed_because, words, written_date
from ingest.language import Language
from tests import ROOT

NAMES = sorted(catalogue("en")["page"])
SAME_IN_BOTH = {"date_hint"}


ARABIC, ENGLISH = words("ar"), words("en")


def has_arabic(text: str) -> bool:
    """Return whether any letter of `text` is Arabic."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"other_language", *SAME_IN_BOTH}))
def test_each_language_is_written_in_its_own_letters(name: str) -> None:
    assert has_arabic(ARABIC.say(name))
    assert not has_arabic(ENGLISH.say(name))


def test_the_page_uses_every_text_it_has_and_has_every_text_it_uses() -> None:
    web = ROOT / "app" / "web"
    code = "".join(file.read_text("utf-8") for file in web.rglob("*") if file.suffix in (".py", ".html"))
    attributes = set(re.findall(r"(?:\binterface|\bwords\([\w\"]+\))\.(\w+)", code))
    said = set(re.findall(r"\.say\(\s*\"(\w+)\"", code))
    assert (attributes | said) - {"say", "language", "direction"} <= set(NAMES)
    assert [name for name in NAMES if not re.search(rf"(interface|\))\.{name}\b|\"{name}\"", code)] == ["example_about"]


def test_the_button_names_the_other_language_in_that_language() -> None:
    assert has_arabic(ENGLISH.other_language)
    assert not has_arabic(ARABIC.other_language)


@pytest.mark.parametrize(("asked", "given"), [("ar", ARABIC), ("en", ENGLISH), ("", ENGLISH), ("fr", ENGLISH)])
def test_an_unknown_language_is_english(asked: str, given: Words) -> None:
    assert words(asked) == given


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
