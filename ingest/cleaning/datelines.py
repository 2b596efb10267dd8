"""Recognises lines that only date an article, and which of its dates each date is. Looks at one line at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from ingest.cleaning.lines import compared, is_sentence
from ingest.language.dates import FoundDate, find_dates

Role = Literal["published", "updated"]

_LONGEST = 120  # characters
_OTHER_WORDS = 7  # beside the date: "Published by Jane Doe in City News, updated"
_TOUCHING_WORDS = 3  # of a section or an outlet directly before the date: "Middle East News 3 May 2020"

UPDATED = re.compile(r"(?:updated?|modified|edited|تحديث|محدث|حدث|عدل|تعديل)")
PUBLISHED = re.compile(r"(?:published|posted|created|نشر|تاريخ النشر)")
BYLINE = re.compile(
    r"^(?:(?:بقلم|حاوره|حاورها|حاورته|أجرى الحوار|أجرت الحوار)(?:\s*[:/|-]\s*|\s+)"
    r"|(?:إعداد|اعداد|تقرير|الكاتب|الكاتبة|تحرير|كتابة)\s*[:/|]\s*"
    r"|(?:كتب|كتبت|كتبه|كتبها)(?:\s*[:/|-]\s*|\s+(?!ال))"
    r"|(?:Author|Reporter|Words|Story|Text)\s*[:|]\s*"
    r"|(?:By|BY|by|Written by|Story by|Reporting by)(?:\s*[:|]\s*|\s+)(?=[A-Z\u0600-\u06ff]))"
    r"(?P<name>\S.*)$"
)

# "Tunis - Agencies", "AFP": where and by whom, on a line of its own.
_CREDIT = re.compile(
    r"^(?:[^\s/|-]+(?: [^\s/|-]+){0,2}\s*[-/|ـ–—,]\s*)?(?:وكالات|الوكالات|متابعات|متابعه|رويترز|ا ?ف ?ب|"
    r"فرانس برس|د ?ب ?ا|قنا|واس|وام|بترا|سانا|صفا|وفا|كونا|وات|بنا|سبا|الاناضول|خاص|reuters|ap|afp|dpa|agencies|staff|"
    r"(?:the )?associated press|news agencies|wires?)(?:\s*[-/|,و]\s*(?:وكالات|الوكالات|agencies|رويترز|reuters|afp))?$"
)

# What a dateline says besides its date, normalised: labels, days, hours and the cities of time zones.
_WORDS = frozenset(
    """published posted created updated update modified edited last first date time the
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
    am pm a p m gmt utc est edt et bst cet cest pt pst pdt ct ist hrs h local
    تم نشر النشر نشرت نشره تاريخ اخر تحديث التحديث محدث حدث حدثت عدل تعديل التعديل اضيف اضيفت الموافق المصادف يوم الساعه
    صباحا مساء ظهرا م ص ه بتوقيت توقيت غرينتش جرينتش مكه المكرمه القدس دمشق القاهره الرياض محلي
    الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت احد اثنين ثلاثاء اربعاء خميس جمعه سبت""".split()  # noqa: SIM905
)
_PREPOSITIONS = frozenset(
    """on at in of since from until till by after before during dated
    في من منذ حتي قبل بعد خلال بتاريخ عام سنه الي""".split()  # noqa: SIM905
)
_INLINE_BYLINE = re.compile(r"[\d|,،•·–—-]\s*(?:By|by|بقلم|كتب|كتبت)\s*[:/|]?\s+(?=[A-Z\u0600-\u06ff])(?P<name>.*)$")
_NAME_END = re.compile(r"\s*[|,،;(\d].*$|\s+(?:في|[-–—ـ/])\s.*$")  # "Jane Doe in Tunis", "Jane Doe, reporter"
_NOT_A_NAME = re.compile(r"[.!?؟\d،,;؛|@:]|\b(?:أن|إن|من|على|إلى|عن|the|of|in|on)\b")
_DATE = "\ue000"  # stands for a date; a private-use character, which no text contains
_SEPARATORS = re.compile(r"[|/\\:,،؛;()\[\]•·–—><»«‹›*ـ-]+")
_WORD = re.compile(r"[^\W\d_]+|\ue000")


def is_dateline(line: str, *, day_first: bool | None) -> bool:
    """Whether a line does little more than give a full date: a category, an hour, a label or a name beside it.

    A date that a preposition ties to other words ("born on 3 May 1950") and a sentence belong to the story.
    """
    if len(line) > _LONGEST or not any(map(str.isdecimal, line)):
        return False
    found = find_dates(line, day_first=day_first)
    if not found:
        return False
    rest = line[: inline.start() + 1] if (inline := _INLINE_BYLINE.search(line)) else line
    found = [one for one in found if one.end <= len(rest)]
    for one in reversed(found):
        rest = f"{rest[: one.start]} {_DATE} {rest[one.end :]}"
    segments = [_WORD.findall(segment) for segment in _SEPARATORS.split(compared(rest))]
    return _does_little_else(line, segments)


def _does_little_else(line: str, segments: list[list[str]]) -> bool:
    others = [[word for word in words if word not in _WORDS and word != _DATE] for words in segments]
    named = [word for words in others for word in words if word not in _PREPOSITIONS]
    if len(named) > _OTHER_WORDS:
        return False
    if BYLINE.match(line):
        return True
    if named and is_sentence(line):
        return False
    labelled = is_labelled(line)
    for words, other in zip(segments, others, strict=True):
        strange = [word for word in other if word not in _PREPOSITIONS]
        if _DATE not in words or not strange:
            continue
        if len(strange) > _TOUCHING_WORDS or (len(strange) < len(other) and not labelled):
            return False
    return True


def byline_of(line: str) -> str | None:
    """Return the name in a line that says who wrote the article, perhaps beside its date; None where it does not."""
    match = BYLINE.match(line) or (_INLINE_BYLINE.search(line) if is_dateline(line, day_first=True) else None)
    if match is None or is_sentence(line):
        return None
    dates = find_dates(match["name"], day_first=True)
    name = _NAME_END.sub("", match["name"][: dates[0].start] if dates else match["name"]).strip(" -–—|:")
    return None if not name or len(name.split()) > 5 or _NOT_A_NAME.search(name) else name


def is_credit(line: str) -> bool:
    """Whether a line does nothing but name a place and an agency."""
    return len(line) <= _LONGEST and bool(_CREDIT.match(compared(line).strip(" .:()")))


def is_labelled(line: str) -> bool:
    """Whether a line says what its date is the date of."""
    folded = compared(line)
    return bool(PUBLISHED.search(folded) or UPDATED.search(folded))


def label_of(line: str) -> Role | None:
    """Return the role that a line of a label alone ("Last updated") gives to the date in the next line."""
    words = _WORD.findall(compared(line[:_LONGEST]))
    if not words or len(words) > 4 or not all(word in _WORDS or word in _PREPOSITIONS for word in words):
        return None
    return role_of(line)


def role_of(text: str) -> Role | None:
    """Return what the last label in a text says that a date behind it is."""
    return _role(compared(text))


def dates_in(line: str, *, day_first: bool | None, default: Role = "published") -> Iterator[tuple[Role, date]]:
    """Yield the dates of a dateline with their roles, Gregorian ones first: a Hijri date is the same day again."""
    found = find_dates(line, day_first=day_first)
    roles: dict[FoundDate, Role] = {}
    for index, one in enumerate(found):
        before = compared(line[found[index - 1].end if index else 0 : one.start])
        behind = _AGO.sub("", compared(line[one.end :])) if index == len(found) - 1 else ""
        earlier = roles[found[index - 1]] if index else default
        roles[one] = _role(before) or _role(behind) or earlier
    for one in sorted(found, key=lambda one: one.hijri):
        yield roles[one], one.date


_AGO = re.compile(r"updated \d+ \w+ ago")


def _role(label: str) -> Role | None:
    updated, published = _last(UPDATED, label), _last(PUBLISHED, label)
    return None if updated == published else "updated" if updated > published else "published"


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
