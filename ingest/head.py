"""What stands between a headline and its story: dates, byline, captions, copies of the lead. Knows only the lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.article import Language
from ingest.dates import find_dates
from ingest.furniture import compared, ends_cut, ends_sentence, is_dateline, letters_of, without_icon
from ingest.headline import BYLINE, HEAD
from ingest.page import Page
from ingest.text import safe_title

_TEASER_REACH = 6  # lines within which a cut copy of the lead is followed by the lead
_SHORTEST_TEASER = 30  # letters
_REPEAT = 40  # letters from which an equal line is a repeat and not a refrain
_CAPTION_LENGTH = 140  # characters


@dataclass(frozen=True, slots=True)
class Datelines:
    """The dates that a page shows; None where it shows none."""

    published: date | None = None
    updated: date | None = None


_UPDATED = re.compile(r"(?:updated?|modified|تحديث|محدث|حدث|عدل|تعديل)")
_PUBLISHED = re.compile(r"(?:published|posted|نشر|تاريخ النشر)")


def take_datelines(page: Page, language: Language) -> Datelines:
    """Return the dates of the lines that do little else than date the article, and take these lines off."""
    day_first = True if language == "ar" else None
    published = updated = None
    head = range(min(len(page), page.first_story + 2))
    tail = range(max(len(head), page.last_story + 1), len(page))
    for index in (*head, *tail):
        line = page.lines[index]
        if not is_dateline(line, day_first=day_first) or (index in tail and not _labelled(line)):
            continue
        for found in sorted(find_dates(line, day_first=day_first), key=lambda one: one.hijri):
            label = compared(line[: found.start])
            if _last(_UPDATED, label) > _last(_PUBLISHED, label):
                updated = updated or found.date
            else:
                published = published or found.date
        page.remove(index, "dateline")
    return Datelines(published or None, updated)


def _labelled(line: str) -> bool:
    return bool(_PUBLISHED.search(compared(line)) or _UPDATED.search(compared(line)))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


_NOT_A_NAME = re.compile(r"[.!?؟\d،,;؛|@]|\b(?:أن|في|من|على|the|of|in|on)\b")


def take_byline(page: Page) -> str | None:
    """Return the name of a byline above the story, and take that line off."""
    for index in page.kept(0, min(len(page), page.first_story)):
        match = BYLINE.match(page.lines[index])
        if match and len(match["name"].split()) <= 5 and not _NOT_A_NAME.search(match["name"]):
            page.remove(index, "byline")
            return clean_name(match["name"])
    return None


def take_icons(page: Page) -> None:
    """Take off lines that an icon's name starts, and the line that a picture's icon repeats: its caption."""
    for index in page.kept():
        rest = without_icon(page.lines[index])
        if rest is None or page.story[index]:
            continue
        page.remove(index, "icon")
        letters = letters_of(rest)
        for other in page.kept(max(0, index - 3), min(len(page), index + 4)):
            if letters and page.letters[other] == letters and not page.story[other]:
                page.remove(other, "caption")


def take_teasers(page: Page) -> None:
    """Take off a cut copy of the lead ("...") above the lead, and a caption that stands between the two."""
    for index in page.kept(0, min(len(page), 2 * HEAD)):
        line = page.lines[index]
        letters = page.letters[index]
        if not ends_cut(line) or len(letters) < _SHORTEST_TEASER:
            continue
        for full in page.kept(index + 1, min(len(page), index + 1 + _TEASER_REACH)):
            if len(page.letters[full]) > len(letters) and page.letters[full].startswith(letters[: len(letters) - 3]):
                page.remove(index, "teaser")
                for between in page.kept(index + 1, full):
                    if not ends_sentence(page.lines[between]) and len(page.lines[between]) <= _CAPTION_LENGTH:
                        page.remove(between, "caption")
                break


def take_repeats(page: Page) -> None:
    """Take off every line that says again what a line before it says; short refrains stay."""
    seen: set[str] = set()
    for index in page.kept():
        letters = page.letters[index]
        if len(letters) >= _REPEAT and letters in seen:
            page.remove(index, "repeat")
        seen.add(letters)


def clean_name(name: str | None) -> str | None:
    """Return the name of a person or an outlet, safe to show; None where nothing is left."""
    cleaned = safe_title(name or "").strip(" -–—|:،,")
    return cleaned[:120] or None
