"""What a line of a page is, judged by itself: furniture and why, or a line of the story. Knows no page around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.dates import find_dates
from ingest.text import fold

_SENTENCE_END = re.compile(r"[.!?؟۔]+[\"'”’»›)\]}]*$")
_ELLIPSIS_END = re.compile(r"(?:\.\.+|…)[\"'”’»)\]\s]*$")
_ENDING = 12  # characters of a line's end that are looked at, so that a line of stops costs no more than another
_STORY_LENGTH = 60  # characters of the shortest line that is taken for a paragraph by its full stop
_LONG_LINE = 160  # from here on a line is a paragraph without one; the longest link text of a list stays below
_STARTS_WITHIN = 160
_CONTAINS_WITHIN = 600
_ICON = re.compile(r"^(?:[a-z]+[ _-])?icon(?![a-z])[ :|]*|^(?:fa|icon)-[a-z-]+\s*", re.IGNORECASE)
_FONT_SIZE = re.compile(r"^(\S)[+-]?(?:[\s|/]+\1[+-]?){1,4}$")
_BREADCRUMB = re.compile(r"\s+[«»‹|]\s+|\s*[/›>→←]\s*")
_COUNTER = re.compile(
    r"^[\s(]*\d[\d.,]*\s*(?:k|m)?\s*(?:views?|shares?|comments?|likes?|reads?|min(?:utes?)?(?:\s+read)?|مشاهدات?|مشاهده|"
    r"قراءه|قراءات|تعليق(?:ات)?|زياره|(?:دقايق|دقيقه|دقيقتان)(?:\s+(?:لل)?قراءه)?)[\s)]*$"  # as normalised
)
_LONGEST_DATELINE = 120  # characters
_DATELINE_WORDS = 7  # beside the date: "Published by Jane Doe in City News, updated"
_NO_LETTER = re.compile(r"[\W_]+")
_ONLY_MARKS = re.compile(r"^[\W_]+$")


@dataclass(frozen=True, slots=True)
class Furniture:
    """Why a line is no story. `takes` says what goes with it: nothing, link-like `links`, or one `paragraph`."""

    reason: str
    takes: str = ""


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, Furniture], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    lines: dict[str, Furniture] = {}
    starts: list[tuple[str, str]] = []
    contains: list[tuple[str, str]] = []
    takes = {"line": "", "heading": "links", "box": "paragraph"}
    for language in ("ar", "en"):
        listed = resources.files("ingest.data").joinpath(f"furniture.{language}.txt").read_text("utf-8")
        for row in listed.splitlines():
            if not row or row.startswith("#"):
                continue
            reason, match, phrase = row.split("|", 2)
            if match == "start":
                starts.append((compared(phrase), reason))
            elif match == "contains":
                contains.append((compared(phrase), reason))
            else:
                lines[_bare(compared(phrase))] = Furniture(reason, takes[match])
    return lines, tuple(starts), tuple(contains)


def compared(line: str) -> str:
    """Return a line as lines are compared: search normalisation, single spaces."""
    return " ".join(fold(line).split())


def _bare(folded: str) -> str:
    return folded.strip(" .:،,!*×✕xX|-–—•·>»«<()[]\"'“”") or folded


def letters_of(line: str) -> str:
    """Return only the letters and digits of a line, normalised: equal for copies that differ in marks and spaces."""
    return _NO_LETTER.sub("", fold(line))


def furniture(line: str) -> Furniture | None:
    """Return why `line` is page furniture, or None where it may be story."""
    if len(line) > _CONTAINS_WITHIN:
        return None if any(map(str.isalnum, line)) else Furniture("marks")
    return _short_furniture(line)


@lru_cache(maxsize=4096)
def _short_furniture(line: str) -> Furniture | None:
    folded = compared(line)
    lines, starts, contains = _phrases()
    bare = _bare(folded)
    if bare in lines:
        return lines[bare]
    if len(folded) <= _STARTS_WITHIN:
        for phrase, reason in starts:
            if folded.startswith(phrase):
                return Furniture(reason, "links" if len(folded) - len(phrase) <= 3 else "")
    if len(folded) <= _CONTAINS_WITHIN:
        for phrase, reason in contains:
            if phrase in folded:
                return Furniture(reason)
    if _ONLY_MARKS.match(folded):
        return Furniture("marks")
    if _COUNTER.match(folded):
        return Furniture("counter")
    if _FONT_SIZE.match(folded):
        return Furniture("controls")
    return None


def without_icon(line: str) -> str | None:
    """Return what an icon's name stands before ("camera iconA caption"), None where the line names no icon."""
    match = _ICON.match(line)
    return line[match.end() :].strip() if match else None


def is_breadcrumb(line: str) -> bool:
    """Whether a line is a path through the site: three or more short parts between separators."""
    parts = [part for part in _BREADCRUMB.split(line) if part.strip()]
    separated = len(_BREADCRUMB.findall(line))
    return separated >= 2 and len(parts) >= 2 and len(line) <= 200 and all(len(part) <= 25 for part in parts[:-1])


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does; an ellipsis does not count, teasers end in one."""
    ending = line[-_ENDING:]
    return bool(_SENTENCE_END.search(ending)) and not ends_cut(line)


def ends_cut(line: str) -> bool:
    """Whether a line ends in an ellipsis, as teasers do."""
    return bool(_ELLIPSIS_END.search(line[-_ENDING:]))


def is_sentence(line: str) -> bool:
    """Whether a line ends in a full stop: links and slogans end in none, or in ! and ؟."""
    return ends_sentence(line) and line.rstrip("\"'”’»)]").endswith((".", "۔"))


def is_story(line: str) -> bool:
    """Whether a line is a paragraph of text: long and ending a sentence, or very long."""
    return len(line) >= _LONG_LINE or (len(line) >= _STORY_LENGTH and ends_sentence(line))


_DATE_WORDS = re.compile(r"\b(?:am|pm|a\.m|p\.m|gmt|utc|est|edt|bst|م|ص|ه|at|on|by)\b")


def is_dateline(line: str, *, day_first: bool | None) -> bool:
    """Whether a line does little more than give a full date: a category, an hour, a label or a name beside it."""
    if len(line) > _LONGEST_DATELINE or not any(map(str.isdecimal, line)):
        return False
    found = find_dates(line, day_first=day_first)
    if not found:
        return False
    rest = line
    for one in reversed(found):
        rest = rest[: one.start] + " " + rest[one.end :]
    remaining = _DATE_WORDS.sub(" ", compared(rest))
    return len(re.findall(r"[^\W\d_]+", remaining)) <= _DATELINE_WORDS
