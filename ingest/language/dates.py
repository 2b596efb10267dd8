"""Reads dates as news pages write them, in Arabic and English. No date is ever guessed.

Month names of the Levant, the Gulf and Egypt, and the Maghreb; Arabic-Indic digits; Hijri dates by the Umm al-Qura
calendar. A date without a year is not a date here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from hijridate import Hijri

from ingest.language.calendar import HIJRI_MONTHS, MONTHS
from ingest.language.text import fold, normalise

_EARLIEST, _LATEST = 1850, 2100

_GREGORIAN = {fold(name): number for number, month in enumerate(MONTHS, 1) for name in month.names}
_HIJRI = {fold(name): number for number, names in enumerate(HIJRI_MONTHS, 1) for name in names if not name.isascii()}


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))


_NAME = rf"(?P<month>{_alternatives(_GREGORIAN)})\.?(?![^\W\d_])"
# "سبتمبر/أيلول", "سبتمبر (أيلول)": the same month in a second convention
_SECOND_NAME = rf"(?:\s*[/(،-]?\s*(?:{_alternatives(_GREGORIAN)})\s*\)?)?"
_DAY = r"(?<![\d.,:/-])(?P<day>[0-3]?\d)"
_HOUR = r"(?=\d{1,2}:\d\d)"  # glued to the year where a page's line break was lost: "24/8/202110:15"
_YEAR = rf"(?P<year>(?:18|19|20)\d\d)(?:(?!\d)|{_HOUR})"
_ERA = r"\s*(?:م(?![^\W\d_]))?"
_PATTERNS = (
    re.compile(
        rf"{_DAY}(?:st|nd|rd|th)?\s*[-/.]?\s*(?:of\s+|من\s+)?(?:شهر\s+)?{_NAME}{_SECOND_NAME}\s*[-/.,،]?\s*{_YEAR}{_ERA}"
    ),
    re.compile(rf"(?<![^\W\d_]){_NAME}{_SECOND_NAME}\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s*[,،]?\s+{_YEAR}"),
    re.compile(rf"(?<![^\W\d_])(?P<year>(?:18|19|20)\d\d)[\s,-]+{_NAME}[\s-]+(?P<day>[0-3]?\d)(?!\d)"),
)
_NUMERIC_YEAR_FIRST = re.compile(
    r"(?<![\d/.-])(?P<year>(?:18|19|20)\d\d)\s?([-/.])\s?(?P<month>[01]?\d)\s?\2\s?(?P<day>[0-3]?\d)(?!\d)"
)
_NUMERIC_DAY_FIRST = re.compile(
    r"(?<![\d/.-])(?P<day>[0-3]?\d)\s?([-/.])\s?(?P<month>[0-3]?\d)\s?\2\s?(?P<year>(?:18|19|20)\d\d)"
    rf"(?:(?![\d/.-]*\d)|{_HOUR})"
)
_HIJRI_YEAR = r"(?P<year>1[34]\d\d)(?!\d)\s*(?:ه(?:ـ|جري[ه]?)?(?![^\W\d_]))?"
_HIJRI_NAMED = re.compile(
    rf"{_DAY}\s*(?:من\s+)?(?:شهر\s+)?(?P<month>{_alternatives(_HIJRI)})(?![^\W\d_])\s*[,،/-]?\s*(?:عام\s+|سنه\s+)?{_HIJRI_YEAR}"
)
_HIJRI_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<year>1[34]\d\d)([-/.])(?P<month>[01]?\d)\2(?P<day>[0-3]?\d)"
    r"|(?P<day2>[0-3]?\d)([-/.])(?P<month2>[01]?\d)\6(?P<year2>1[34]\d\d))\s*ه(?:جري[ه]?)?(?![^\W\d_])"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: [start, end) of the original text. `hijri` where it was written in that calendar."""

    date: date
    start: int
    end: int
    hijri: bool = False


def find_dates(text: str, *, day_first: bool | None = None) -> list[FoundDate]:
    """Return the full dates of `text` in order of appearance.

    "03/04/2019" is read day first or month first as `day_first` says, and not at all where that is None and
    both readings are possible.
    """
    normalised = normalise(text)
    found: list[FoundDate] = []
    for match, value, hijri in _readings(normalised.text, day_first):
        span = normalised.original_span(*match.span())
        if value and not any(span.start < other.end and other.start < span.end for other in found):
            found.append(FoundDate(value, span.start, span.end, hijri))
    return sorted(found, key=lambda one: one.start)


def _readings(folded: str, day_first: bool | None) -> Iterator[tuple[re.Match[str], date | None, bool]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            month = _GREGORIAN[re.sub(r"\s+", " ", match["month"])]
            yield match, _date(int(match["year"]), month, int(match["day"])), False
    for match in _NUMERIC_YEAR_FIRST.finditer(folded):
        yield match, _date(int(match["year"]), int(match["month"]), int(match["day"])), False
    for match in _NUMERIC_DAY_FIRST.finditer(folded):
        yield match, _numeric(match, day_first), False
    for match in _HIJRI_NAMED.finditer(folded):
        month = _HIJRI[re.sub(r"\s+", " ", match["month"])]
        yield match, _hijri(int(match["year"]), month, int(match["day"])), True
    for match in _HIJRI_NUMERIC.finditer(folded):
        year, month, day = (int(match[name] or match[name + "2"]) for name in ("year", "month", "day"))
        yield match, _hijri(year, month, day), True


def _numeric(match: re.Match[str], day_first: bool | None) -> date | None:
    first, second, year = int(match["day"]), int(match["month"]), int(match["year"])
    by_day, by_month = _date(year, second, first), _date(year, first, second)
    if by_day and by_month and by_day != by_month:
        return None if day_first is None else by_day if day_first else by_month
    return by_day or by_month


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def _hijri(year: int, month: int, day: int) -> date | None:
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):  # outside of 1343..1500, or no such day
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)


def read_date(value: str | None) -> date | None:
    """Return the day of a metadata field, the one that the field's own time zone names; see `read_moment`."""
    moment = read_moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


_EPOCH = re.compile(r"(?P<whole>\d{9,10}(?:\d{3}|\d{6})?)(?:\.\d+)?")  # seconds, milliseconds, microseconds
_COMPACT = re.compile(r"(?P<day>(?:19|20)\d{2}[01]\d[0-3]\d)(?:T?(?P<time>\d{4}(?:\d\d)?)(?P<zone>Z|[+-]\d{4})?)?")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\.\d+)?"
    r"\s*(?P<half>[ap]\.?m\.?|صباحا|مساء|ص(?![^\W\d_])|م(?![^\W\d_]))?"
    r"\s*(?P<zone>Z(?![^\W\d_])|(?:UTC|GMT)?\s?[+-][01]\d:?[0-5]\d|UTC|GMT)?",
    re.IGNORECASE,
)


def read_moment(value: str | None) -> date | None:
    """Return the date of a metadata field: ISO 8601, RFC 2822, seconds or milliseconds since 1970, or written out.

    A `datetime` where the field gives the hour, with the field's own time zone where it gives that too (UTC for
    seconds). None where it cannot be read.
    """
    text = (value or "").strip().translate(_DIGITS)[:200]
    if not text:
        return None
    for reader in (_epoch, _compact, _iso, _mail):
        try:
            if (found := reader(text)) is not None:
                return found if _EARLIEST <= found.year <= _LATEST else None
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    # Points part days from months; month first is written with strokes.
    listed = find_dates(text, day_first=True if re.search(r"\d\.\d\d?\.\d{4}", text) else None)
    if not listed:
        return None
    one = next((one for one in listed if not one.hijri), listed[0])
    return _at_clock(one.date, f"{text[: one.start]} {text[one.end :]}")


_DIGITS = {ord(digit): str(number % 10) for number, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


def _epoch(text: str) -> date | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    digits = len(match["whole"])
    return datetime.fromtimestamp(float(text) / (10**6 if digits > 13 else 1000 if digits > 10 else 1), UTC)


def _compact(text: str) -> date | None:
    """Read the basic form of ISO 8601 as wires write it: "20240412", "20240412T080000Z"."""
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    day = datetime.strptime(match["day"], "%Y%m%d")
    if match["time"] is None:
        return day.date()
    written = f"{match['day']}{match['time']:0<6}{match['zone'] or ''}"
    return datetime.strptime(written, "%Y%m%d%H%M%S%z" if match["zone"] else "%Y%m%d%H%M%S")


def _iso(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:\d{1,2}[\s-]+[A-Za-z]{3,9}|[A-Za-z]{3}\s+\d{1,2}\s+\d\d:\d\d)(?!.*\d\s*[ap]\.?m\b)",
    re.I,
)


def _mail(text: str) -> date | None:
    return parsedate_to_datetime(text) if _RFC_2822.match(text) else None


def _at_clock(day: date, rest: str) -> date:
    """Return `day` with the time of day that the rest of its field gives; the day alone where that gives none."""
    match = _CLOCK.search(fold(rest).upper().replace("\u200f", ""))
    if match is None or int(match["hour"]) > 23:
        return day
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" or half[0] == "م" else 0)
    zone = re.sub(r"UTC|GMT|[\s:]", "", match["zone"] or "")
    named = bool(match["zone"])
    offset = (
        timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
        if len(zone) > 3
        else timedelta()
    )
    clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    return datetime.combine(day, clock, timezone(offset) if named else None)
