"""Judges a single line of a page: furniture and why, or a line of the story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from ingest.cleaning.lines import compared, is_sentence, reports

_STARTS_WITHIN = 160
_CONTAINS_WITHIN = 600
_HEADING_REST = 25  # characters after "More from"
_ICONS = (
    "camera|photo|image|tag|share|search|menu|play|video|clock|calendar|user|comment|print|close|arrow|facebook|twitter"
)
_ICON = re.compile(
    rf"^(?:(?:(?:{_ICONS})[ _-])?icon(?![a-z])[ :|]*|(?:[a-z]+[ _-])?icon(?=[^\s\x00-\x7f])|(?:fa|icon)-[a-z-]+\s*)"
)
_FONT_SIZE = re.compile(r"^(?:(\S)[+-]?(?:[\s|/]+\1[+-]?){1,4}|\S[+-])$")
_BREADCRUMB = re.compile(r"\s+[«»‹|]\s+|\s*[/›>→←]\s*")
_COUNTER = re.compile(
    r"^[\s(]*(?:"
    r"\d[\d.,]*\s*(?:k|m)?\s*(?:views?|shares?|comments?|likes?|reads?|min(?:ute)?s?(?:\s+read)?|مشاهدات?|مشاهده|"
    r"قراءه|قراءات|تعليق(?:ات)?|زياره|(?:دقايق|دقيقه|دقيقتان)(?:\s+(?:لل)?قراءه)?)"  # as normalised
    # "Views: 5,321", "عدد القراءات: 5877", "شوهد 120 مره"
    r"|(?:(?:عدد )?(?:ال)?(?:قراءات|قراءه|مشاهدات|مشاهده|زيارات|زيارات|تعليقات|مشاركات|اعجابات|زوار|تحميلات)"
    r"|(?:page |total )?(?:views?|reads?|hits?|visits?|visitors?|shares?|comments?|likes?|downloads?))"
    r"\s*[:|=-]\s*\(?\s*\d[\d.,]*\s*(?:k|m|الف)?"
    r"|(?:شوهد|شوهدت|قرئ|قرئت|تمت (?:ال)?قراءه|تمت (?:ال)?مشاهده|read|viewed|seen)(?: (?:هذا )?(?:المقال|الخبر))?"
    r" \d[\d.,]* (?:مره|مرات|times?)"
    r"|(?:about |updated )?(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s?(?: ago)"
    r"|(?:قبل|منذ) (?:\d+ )?(?:لحظات|ثوان|ثانيه|دقيقه|دقيقتين|دقايق|ساعه|ساعتين|ساعات|يوم|يومين|ايام|"
    r"اسبوع|اسبوعين|اسابيع|شهر|شهرين|اشهر|سنه|سنتين|سنوات)"
    r"|\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?(?: ?(?:am|pm|a\.m\.|p\.m\.|م|ص|مساء|صباحا))?"
    r"|\d{1,2} ?/ ?\d{1,2}"
    r")[\s)]*$"
)
_CREDIT_WITHIN = 80  # characters of a line's end
_CREDITED = re.compile(
    r"[(\[](?:(?:photo|image|picture|courtesy|file)\b[^()]*|"
    r"[^()]*\b(?:getty|reuters|afp|ap photo|ap|epa|shutterstock)\b[^()]*|"
    r"[^()]*(?:تويتر|رويترز|ا ف ب|فرانس برس|الاناضول|غيتي|انترنت|فيسبوك|ارشيف|بترا|سانا|مواقع التواصل)[^()]*)[)\]]$"
    r"|\b(?:reuters|afp|getty images|ap photo|epa) ?/ ?[\w .'-]{2,60}$|\bfile photo$"
    r"|\b(?:photograph|photo|picture|image): ?[^.]{2,60}$"
)
_ADDRESS = re.compile(r"^(?:https?://|www\.|pic\.twitter\.com/)\S+$", re.IGNORECASE)
# A cookie notice talks about its own site.
_COOKIES = re.compile(r"\bcookies?\b|ملفات (?:تعريف )?الارتباط|ملفات الكوكيز|الكوكيز")
_OF_ITSELF = re.compile(
    r"\bwe (?:and our|use|may|also|store|value|process|would like)\b|\bour (?:web ?site|site|partners|use of|cookie)"
    r"|\bthis (?:web ?)?site (?:uses|stores)|\bby (?:continuing|clicking|accepting|using)\b"
    r"|(?<![^\W\d_])(?:نستخدم|موقعنا|هذا الموقع|نمنحك|لنمنحك|باستمرارك|شركاونا)(?![^\W\d_])"
)
_COUNT = re.compile(r"(?<=\S)\s*\(\s*\d+\s*\)$")
_ONLY_MARKS = re.compile(r"^[\W_]+$")
_QUOTED = re.compile(r"[\"“«][^\"”»]{0,200}$")  # an opened quotation before the phrase


@dataclass(frozen=True, slots=True)
class Furniture:
    """Why a line is no story. `takes` says what goes with it: nothing, link-like `links`, one `paragraph`, or `all`."""

    reason: str
    takes: str = ""


class _Start(NamedTuple):
    phrase: str
    reason: str
    of_link: bool  # only where the line is no sentence: "More: the ministry put the number at 41." is one


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, Furniture], tuple[_Start, ...], tuple[tuple[str, str], ...]]:
    lines: dict[str, Furniture] = {}
    starts: list[_Start] = []
    contains: list[tuple[str, str]] = []
    takes = {"line": "", "heading": "links", "box": "paragraph", "end": "all"}
    for language in ("ar", "en"):
        listed = resources.files("ingest.cleaning.data").joinpath(f"furniture.{language}.txt").read_text("utf-8")
        for row in listed.splitlines():
            if not row or row.startswith("#"):
                continue
            reason, match, phrase = row.split("|", 2)
            if match in ("start", "link"):
                starts.append(_Start(compared(phrase), reason, match == "link"))
            elif match == "contains":
                contains.append((compared(phrase), reason))
            else:
                lines[_bare(compared(phrase))] = Furniture(reason, takes[match])
    return lines, tuple(starts), tuple(contains)


def _bare(folded: str) -> str:
    """Return a line without the marks around it and a count behind it: "Comments (12)"."""
    return _COUNT.sub("", folded).strip(" .:،,!*+×✕xX|-–—•·>»«<()[]\"'“”") or folded


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
        for phrase, reason, of_link in starts:
            if folded.startswith(phrase) and not (of_link and is_sentence(line)):
                heads_links = len(folded) - len(phrase) <= (_HEADING_REST if reason == "related" else 3)
                return Furniture(reason, "links" if heads_links else "")
    if not reports(folded):
        for phrase, reason in contains:
            before, found, _ = folded.partition(phrase)
            if found and not _QUOTED.search(before):
                return Furniture(reason)
        if _COOKIES.search(folded) and _OF_ITSELF.search(folded):
            return Furniture("cookies")
    if _ONLY_MARKS.match(folded):
        return Furniture("marks")
    if _COUNTER.match(folded):
        return Furniture("counter")
    if _FONT_SIZE.match(folded):
        return Furniture("controls")
    return Furniture("link") if _ADDRESS.match(line) else None


def without_icon(line: str) -> str | None:
    """Return what an icon's name stands before ("camera iconA caption"), None where the line names no icon."""
    match = _ICON.match(line)
    return line[match.end() :].strip() if match else None


def is_credited(line: str) -> bool:
    """Whether a line ends as a picture's caption does: "… (Photo: Jane Doe/AP)"."""
    return bool(_CREDITED.search(compared(line[-_CREDIT_WITHIN:])))


def is_breadcrumb(line: str) -> bool:
    """Whether a line is a path through the site: three or more short parts between separators."""
    parts = [part for part in _BREADCRUMB.split(line) if part.strip()]
    separated = len(_BREADCRUMB.findall(line))
    return separated >= 2 and len(parts) >= 2 and len(line) <= 200 and all(len(part) <= 25 for part in parts[:-1])


def is_menu(line: str) -> bool:
    """Whether a line is nothing but names of sections."""
    listed = compared(line).replace("|", " ").replace("-", " ").split()
    return bool(listed) and all(word in _sections() for word in listed)


@lru_cache(maxsize=1)
def _sections() -> frozenset[str]:
    words = resources.files("ingest.cleaning.data").joinpath("sections.txt").read_text("utf-8")
    return frozenset(compared(words).split())
