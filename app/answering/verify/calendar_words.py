"""Names of months, weekdays and year marks at a place of a text. Does not put dates together (see dates.py)."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.verify.tokens import Token, without_prefixes
from ingest.language.calendar import HIJRI_MONTHS, MONTHS, WEEKDAYS
from ingest.language.text import fold

YEAR_WORDS = frozenset(
    map(
        fold,
        [
            "in",
            "since",
            "of",
            "year",
            "until",
            "by",
            "during",
            "from",
            "عام",
            "سنة",
            "العام",
            "السنة",
            "منذ",
            "في",
            "حتى",
            "لعام",
            "وعام",
            "بعام",
        ],
    )
)
HIJRI_MARKS = frozenset(map(fold, ["هـ", "ه", "هجري", "هجرية", "للهجرة", "ah"]))
# Names that are also common words, so that they need a day, a year or a capital letter (English) beside them.
_DOUBTFUL = frozenset(
    map(
        fold,
        ["مارس", "ماي", "أوت", "آب", "صفر", "محرم", "رجب", "شعبان", "jan", "mar", "jun", "sep", "dec", "جوان", "safar"],
    )
)
_AFTER_MONTH = frozenset(map(fold, ["الماضي", "الماضية", "الجاري", "الحالي", "المقبل", "القادم", "الفائت", "المنصرم"]))
_BEFORE_MONTH = frozenset(
    map(
        fold,
        [
            "شهر",
            "نهاية",
            "بداية",
            "مطلع",
            "أواخر",
            "أوائل",
            "منتصف",
            "خلال",
            "منذ",
            "في",
            "أول",
            "late",
            "early",
            "mid",
            "in",
            "since",
            "last",
        ],
    )
)
_ENGLISH_DAYS = tuple(english.lower() for english, _ in WEEKDAYS)
_ARABIC_DAYS = {fold(arabic): number for number, (_, arabic) in enumerate(WEEKDAYS)}

# Arabic names of decades, which mean those of the last century where none is named.
_DECADES = {
    word + ending: 1900 + 10 * tens
    for tens, word in enumerate(["عشرين", "ثلاثين", "اربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين"], 2)
    for ending in ("يات", "ات")
}

Names = dict[tuple[str, ...], int]


def _names(listed: Sequence[Sequence[str]]) -> Names:
    return {
        tuple(fold(part) for part in name.split()): number for number, names in enumerate(listed, 1) for name in names
    }


_MONTHS = _names([month.names for month in MONTHS])
_HIJRI_MONTHS = _names(HIJRI_MONTHS)


def month_at(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """Return (month, end, whether the name alone is certain) of a Gregorian month that starts at `at`."""
    hit = _name_at(_MONTHS, tokens, at)
    if hit and not tokens[at].arabic and not tokens[at].text[0].isupper():
        return None
    if hit and tokens[at].folded in {"may", "march"} and at == 0:
        return (*hit, False)
    return None if hit is None else (*hit, _certain(tokens, at, hit[1]))


def hijri_month_at(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """Return (month, end, whether the name alone is certain) of a month of the Islamic calendar."""
    hit = _name_at(_HIJRI_MONTHS, tokens, at)
    return None if hit is None else (*hit, _certain(tokens, at, hit[1]))


def _certain(tokens: Sequence[Token], at: int, end: int) -> bool:
    if not any(form in _DOUBTFUL for form in without_prefixes(tokens[at].folded)):
        return True
    if end < len(tokens) and tokens[end].folded in _AFTER_MONTH:
        return True
    return at > 0 and tokens[at - 1].folded in _BEFORE_MONTH


def _name_at(names: Names, tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    for form in without_prefixes(tokens[at].folded):
        if at + 1 < len(tokens) and (month := names.get((form, tokens[at + 1].folded))):
            return month, at + 2
        if month := names.get((form,)):
            return month, at + 1
    return None


def decade_at(tokens: Sequence[Token], at: int) -> int | None:
    """Return the first year of the decade named at `at` by a word: السبعينيات."""
    return next((_DECADES[form] for form in without_prefixes(tokens[at].folded) if form in _DECADES), None)


def weekday_at(tokens: Sequence[Token], at: int) -> int | None:
    """Return the weekday (0 on Monday) named at `at`; `أحد` and `اثنين` without the article are numbers."""
    folded = tokens[at].folded
    if folded.removesuffix("'s") in _ENGLISH_DAYS:
        return _ENGLISH_DAYS.index(folded.removesuffix("'s"))
    for prefix in ("", "و", "ف", "ب"):
        if folded.startswith(prefix) and (day := _ARABIC_DAYS.get(folded[len(prefix) :])) is not None:
            return day
    return _ARABIC_DAYS.get("ال" + folded[2:]) if folded.startswith("لل") else None
