"""Makes true sentences false in one place: a number, a date, an invented year. Deterministic."""

from __future__ import annotations

import re
from collections.abc import Iterator

_YEAR = re.compile(r"(?<![\d.,٬٫])(?:19|20)\d\d(?![\d.,%]\d|\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*")
_NUMBER_WORDS = {
    "two": "four",
    "three": "five",
    "four": "six",
    "five": "seven",
    "six": "nine",
    "seven": "eight",
    "eight": "five",
    "nine": "six",
    "ten": "twenty",
    "twenty": "thirty",
    "fifth": "third",
    "dozens": "hundreds",
    "hundreds": "dozens",
    "thousands": "hundreds",
    "third": "fifth",
    "fourth": "sixth",
    "half": "third",
    "أربع": "ست",
    "أربعة": "ستة",
    "الأربع": "الست",
    "خمس": "ثماني",
    "خمسة": "ثمانية",
    "ستة": "تسعة",
    "سبعة": "ثمانية",
    "سبع": "تسع",
    "ثلاثة": "خمسة",
    "ثلاث": "خمس",
    "عشر": "عشرين",
    "ألفي": "ثلاثة آلاف",
    "ألفين": "ثلاثة آلاف",
    "آلاف": "مئات",
    "مئات": "عشرات",
    "المئات": "العشرات",
    "عشرات": "مئات",
    "العشرات": "المئات",
    "الخامسة": "الثالثة",
    "خامس": "ثالث",
    "دبابتان": "أربع دبابات",
    "تسع": "ست",
    "ثمانية": "خمسة",
    "مليوني": "خمسة ملايين",
    "نصف": "ثلث",
    "خمسين": "ستين",
    "الرابع": "السادس",
}
_DATE_WORDS = {
    "January": "June",
    "February": "July",
    "March": "October",
    "April": "December",
    "June": "February",
    "July": "November",
    "August": "January",
    "September": "April",
    "October": "March",
    "November": "May",
    "December": "August",
    "Monday": "Thursday",
    "Tuesday": "Friday",
    "Wednesday": "Sunday",
    "Thursday": "Monday",
    "Friday": "Tuesday",
    "Saturday": "Wednesday",
    "Sunday": "Thursday",
    "يناير": "يونيو",
    "مارس": "أكتوبر",
    "آذار": "تشرين الأول",
    "أيار": "شباط",
    "مايو": "فبراير",
    "يونيو": "فبراير",
    "يوليو": "نوفمبر",
    "أغسطس": "يناير",
    "آب": "كانون الثاني",
    "سبتمبر": "أبريل",
    "أكتوبر": "مارس",
    "نوفمبر": "مايو",
    "ديسمبر": "أغسطس",
    "الثلاثاء": "الجمعة",
    "الأربعاء": "الأحد",
    "الخميس": "الاثنين",
    "الجمعة": "الثلاثاء",
    "السبت": "الأربعاء",
    "الأحد": "الخميس",
}
_WORD = re.compile(r"[^\W\d_]+")
_MONTH_BEHIND = re.compile(r"\s*(?:من\s+)?([^\W\d_]+)")


def changed_dates(text: str) -> Iterator[str]:
    """Yield `text` with one year, month or weekday changed, once for each of them."""
    for match in _YEAR.finditer(text):
        yield _replace(text, match, str(int(match.group()) + (3 if int(match.group()) % 2 else -2)))
    for match in _WORD.finditer(text):
        if (other := _DATE_WORDS.get(match.group())) and not (match.group() == "March" and match.start() == 0):
            yield _replace(text, match, other)


def invented_year(text: str, language: str, avoid: str) -> str:
    """Return `text` with a year in front that `avoid` does not have."""
    year = next(str(year) for year in (2011, 2018, 2022, 1999) if str(year) not in avoid + text)
    return (
        f"في عام {year}، {text}"
        if language == "ar"
        else f"In {year}, {text[0].lower() if text[1:2].islower() else text[0]}{text[1:]}"
    )


def changed_numbers(text: str, avoid: str) -> Iterator[str]:
    """Yield `text` with one number changed, once for each; a date's day counts as one. `avoid` holds no replacement."""
    for match in _NUMBER.finditer(text):
        if not _YEAR.fullmatch(match.group()) and not _in_brackets(text, match):
            yield _replace(text, match, _other(match.group(), avoid))
    for match in _WORD.finditer(text):
        if (other := _NUMBER_WORDS.get(match.group())) and not _elsewhere(match.group(), other, avoid):
            yield _replace(text, match, other)


def _elsewhere(word: str, other: str, avoid: str) -> bool:
    """Return whether the replacement stands in the cited text anyway, so that the sentence could still be true."""
    return other in avoid or (word in {"hundreds", "dozens"} and "ئات" in avoid and "شرات" in avoid)


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    return text[max(0, match.start() - 1) : match.start()] == "["


def _other(number: str, avoid: str) -> str:
    if number.isdigit():
        value = int(number)
        options = [value + 1, value + 3, value * 10, value + 7]
        return next(str(option) for option in options if str(option) not in avoid)
    head, separator, tail = re.split(r"([.,])", number, maxsplit=1)
    return f"{int(head) + 2}{separator}{tail}"


def _replace(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]
