"""Dates of a text (days, months of every Arabic naming, years, weekdays, Hijri) and which a cited text lacks.

Knows nothing of other numbers, and no clock: what "yesterday" is follows from the article's own date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from hijridate import Hijri

from app.answering.verify.calendar_words import HIJRI_MARKS, YEAR_WORDS, decade_at, hijri_month_at, month_at, weekday_at
from app.answering.verify.number_phrases import find_phrases
from app.answering.verify.tokens import Token, without_prefixes

# Years that news articles write without a word like "in" before them; 1000 to 1899 need one.
BARE_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as far as the text says it; `weekday` is 0 on Monday. `hijri` parts are of the Islamic calendar.

    `offset` is days from the day of publication (`yesterday` is -1). `decade` marks a year like `1990s`.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    hijri: bool = False
    decade: bool = False


_OFFSETS = {"امس": -1, "yesterday": -1, "اليوم": 0, "today": 0, "غدا": 1, "tomorrow": 1, "اول امس": -2}


def find_dates(tokens: Sequence[Token]) -> list[Mention]:
    """Return the dates of `tokens`, in order."""
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        mention = _read(tokens, index)
        if mention is None:
            index += 1
        else:
            found.append(mention)
            index = mention.end
    return found


def _read(tokens: Sequence[Token], start: int) -> Mention | None:
    token = tokens[start]
    if token.kind == "date":
        return _numeric(token, start)
    for finder, hijri in ((month_at, False), (hijri_month_at, True)):
        for at in _month_positions(tokens, start):
            if hit := finder(tokens, at):
                mention = _around(tokens, start, at, hit, hijri)
                if mention:
                    return mention
    if (year := _year(tokens, start)) is not None:
        return year
    if (weekday := weekday_at(tokens, start)) is not None:
        return Mention(token.text, start, start + 1, weekday=weekday)
    if (decade := decade_at(tokens, start)) is not None:
        return Mention(token.text, start, start + 1, year=decade, decade=True)
    if (offset := _OFFSETS.get(token.folded)) is not None:
        return Mention(token.text, start, start + 1, offset=offset)
    return None


def _month_positions(tokens: Sequence[Token], start: int) -> list[int]:
    """Return where a month may stand for a date that starts at `start`: here, or after a day."""
    positions = [start]
    end = _day_end(tokens, start)
    if end is not None:
        positions.append(end)
        if end < len(tokens) and tokens[end].folded in {"من", "of", "شهر"}:
            positions.append(end + 1)
            if end + 1 < len(tokens) and tokens[end + 1].folded == "شهر":
                positions.append(end + 2)
    return positions


def _day_end(tokens: Sequence[Token], start: int) -> int | None:
    day = _day(tokens, start)
    return None if day is None else day[1]


def _day(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    phrases = find_phrases(tokens[start : start + 4])
    if not phrases or phrases[0].start != 0:
        return None
    value = phrases[0].values[0]
    if phrases[0].kind == "vague" or value != int(value) or not 1 <= value <= 31:
        return None
    return int(value), start + phrases[0].end


def _around(tokens: Sequence[Token], start: int, at: int, hit: tuple[int, int, bool], hijri: bool) -> Mention | None:
    month, end, certain = hit
    day = None
    if at > start:
        found = _day(tokens, start)
        day = found[0] if found else None
    if not hijri:
        end = _same_month_again(tokens, end, month)
    elif tokens[end - 1].folded in HIJRI_MARKS:
        certain = True
    if day is None and (after := _day(tokens, end)) and not tokens[end].arabic and not _is_year(tokens, end):
        day, end = after
    year = None
    at_year = end
    while at_year < len(tokens) and (
        tokens[at_year].text in ",،" or tokens[at_year].folded in YEAR_WORDS | {"من", "of"}
    ):
        at_year += 1
    if _is_year(tokens, at_year, hijri):
        year, end = int(tokens[at_year].text), at_year + 1
        if end < len(tokens) and tokens[end].folded in HIJRI_MARKS:
            end += 1
    if not certain and day is None and year is None:
        return None
    text = " ".join(token.text for token in tokens[start:end])
    return Mention(text, start, end, year=year, month=month, day=day, hijri=hijri)


def _same_month_again(tokens: Sequence[Token], end: int, month: int) -> int:
    """Return the end after a second name of the same month: `سبتمبر أيلول`, `سبتمبر (أيلول)`, `سبتمبر/أيلول`."""
    at = end
    while at < len(tokens) and tokens[at].text in "(/-":
        at += 1
    again = month_at(tokens, at)
    if again is None or again[0] != month:
        return end
    at = again[1]
    return at + 1 if at < len(tokens) and tokens[at].text == ")" else at


def _is_year(tokens: Sequence[Token], at: int, hijri: bool = False) -> bool:
    if at >= len(tokens) or tokens[at].kind != "number" or not tokens[at].text.isdigit():
        return False
    return (
        1300 <= int(tokens[at].text) <= 1500
        if hijri
        else len(tokens[at].text) == 4 and 1000 <= int(tokens[at].text) <= 2100
    )


def _year(tokens: Sequence[Token], at: int) -> Mention | None:
    if not _is_year(tokens, at):
        return None
    value, token = int(tokens[at].text), tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1].folded if at else ""
    if after and after.folded in HIJRI_MARKS:
        return Mention(token.text, at, at + 2, year=value, hijri=True)
    introduced = any(form in YEAR_WORDS for form in without_prefixes(before))
    bare = (
        value in BARE_YEARS
        and not (after and after.glued and after.kind == "word")
        and not (token.glued and before != "(")
    )
    decade = bool(after and after.glued and after.folded == "s")
    if introduced or bare or decade:
        return Mention(token.text, at, at + 1 + decade, year=value, decade=decade)
    return None


def _numeric(token: Token, at: int) -> Mention | None:
    parts = [int(part) for part in token.text.replace("/", "-").replace(".", "-").split("-")]
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    if month > 12:
        month, day = day, month
    return (
        Mention(token.text, at, at + 1, year=year, month=month, day=day)
        if 1 <= month <= 12 and 1 <= day <= 31
        else None
    )


def resolve(mention: Mention, published: date | None) -> Mention:
    """Return the mention with what the day of publication adds: a missing year, a weekday's or yesterday's date."""
    if mention.hijri and mention.year and mention.month and mention.day:
        return _gregorian(mention)
    if published is None or mention.hijri:
        return mention
    day: date | None = None
    if mention.offset is not None:
        day = published + timedelta(days=mention.offset)
    elif mention.weekday is not None and mention.month is None:
        day = published - timedelta(days=(published.weekday() - mention.weekday) % 7)
    if day is not None:
        return replace(mention, year=day.year, month=day.month, day=day.day, weekday=day.weekday())
    if mention.month is not None and mention.year is None:
        past = mention.month <= published.month or (mention.month - published.month) < 2
        return replace(mention, year=published.year if past else published.year - 1)
    return mention


@lru_cache(maxsize=256)
def _gregorian(mention: Mention) -> Mention:
    try:
        day = Hijri(mention.year or 0, mention.month or 0, mention.day or 0).to_gregorian()
    except (ValueError, OverflowError):
        return mention
    return replace(mention, year=day.year, month=day.month, day=day.day, hijri=False)


def agrees(claim: Mention, other: Mention) -> bool:
    """Return whether every part of the claim is said by `other`; both resolved."""
    if claim.hijri != other.hijri:
        return (
            claim.month is None
            and claim.year is not None
            and other.year is not None
            and abs(_approximate_year(claim) - _approximate_year(other)) <= 1
        )
    if claim.decade and claim.year and other.year:
        return claim.year <= other.year < claim.year + 10
    if claim.weekday is not None and claim.month is None:
        return _weekday(other) == claim.weekday
    pairs = ((claim.year, other.year), (claim.month, other.month), (claim.day, other.day))
    return all(mine is None or mine == its for mine, its in pairs) and any(mine is not None for mine, _ in pairs)


def _approximate_year(mention: Mention) -> int:
    year = mention.year or 0
    return round(year * 0.970224 + 621.57) if mention.hijri else year


def _weekday(mention: Mention) -> int | None:
    if mention.weekday is not None:
        return mention.weekday
    if mention.year and mention.month and mention.day and not mention.hijri:
        try:
            return date(mention.year, mention.month, mention.day).weekday()
        except ValueError:
            return None
    return None


def missing_dates(claims: Iterable[Mention], provided: Sequence[Mention], published: date | None) -> list[Mention]:
    """Return the claims that no provided date, as said or resolved by `published`, agrees with."""
    known = [*provided, *(resolve(mention, published) for mention in provided)]
    if published is not None:
        known.append(
            Mention(
                "", 0, 0, year=published.year, month=published.month, day=published.day, weekday=published.weekday()
            )
        )
    missing = []
    for claim in claims:
        if claim.offset is not None:
            continue
        readings = (claim, resolve(claim, None))
        if not any(agrees(reading, other) for reading in readings for other in known):
            missing.append(claim)
    return missing
