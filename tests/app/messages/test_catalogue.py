"""The catalogue: complete in both languages, blanks filled in one way, counts in the right plural form."""

from __future__ import annotations

import string

import pytest
from babel import Locale

from app.answering.verify.verdict import PENALTIES
from app.messages.catalogue import catalogue, say, text
from app.messages.ingestion import reason
from ingest.language import Language

LANGUAGES: tuple[Language, ...] = ("ar", "en")
KEYS = [(area, key) for area, texts in catalogue("en").items() if area != "count" for key in texts]


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def specs(language: Language) -> set[str]:
    """Return what follows the colon in the blanks of `language`."""
    templates = [text(area, key, language) for area, key in KEYS]
    return {spec for template in templates for _, _, spec, _ in string.Formatter().parse(template) if spec}


def test_both_languages_have_the_same_keys() -> None:
    english, arabic = ({area: list(texts) for area, texts in catalogue(of).items()} for of in LANGUAGES)
    assert english == arabic


@pytest.mark.parametrize(("area", "key"), KEYS)
def test_both_languages_fill_the_same_blanks(area: str, key: str) -> None:
    english, arabic = text(area, key, "en"), text(area, key, "ar")
    assert english.strip()
    assert arabic.strip()
    assert blanks(english) == blanks(arabic)
    assert "—" not in english + arabic


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_exactly_the_plural_forms_of_its_language_and_is_used(language: Language) -> None:
    units = catalogue(language)["count"]
    forms = {"other", *Locale(language).plural_form.tags}
    assert {unit: set(found) for unit, found in units.items()} == dict.fromkeys(units, forms)
    assert specs(language) - {".0f", ".1f", ".2f"} == set(units)


@pytest.mark.parametrize(
    ("count", "arabic", "english"),
    [
        (0, "صفر مقاطع", "0 passages"),
        (1, "مقطع واحد", "1 passage"),
        (2, "مقطعين", "2 passages"),
        (3, "3 مقاطع", "3 passages"),
        (11, "11 مقطعًا", "11 passages"),
        (100, "100 مقطع", "100 passages"),
        (103, "103 مقاطع", "103 passages"),
    ],
)
def test_a_count_stands_in_its_plural_form(count: int, arabic: str, english: str) -> None:
    counted = {"articles": 5, "passages": count, "seconds": 0.25}
    assert say("terminal", "reindexed", "ar", **counted) == f"يتألف الفهرس من 5 مقالات في {arabic} (0.2 ثانية)"
    assert say("terminal", "reindexed", "en", **counted) == f"the index holds 5 articles in {english} (0.2 s)"


@pytest.mark.parametrize("value", ["7", 7])
def test_a_count_may_come_as_text(value: object) -> None:
    assert "انتظر 7 ثوانٍ" in say("error", "rate_limited", "ar", model="m", seconds=value)


def test_a_value_is_no_template_and_a_missing_one_is_a_question_mark() -> None:
    assert say("answer", "quote_outlet", "en", outlet="{quote}{0}{", quote="a") == "{quote}{0}{ reports: “a”"
    assert say("error", "rate_limited", "en") == "Too many requests to ?. Wait ? s and ask again."


def test_an_unknown_text_is_an_error_but_an_unknown_refusal_stands_for_itself() -> None:
    with pytest.raises(KeyError):
        say("page", "nonsense", "en")
    assert reason("nonsense", {}, "ar") == "nonsense"


def test_every_doubt_has_words() -> None:
    assert set(PENALTIES) <= set(catalogue("en")["doubt"])
