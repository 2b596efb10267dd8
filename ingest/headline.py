"""The headline of a page: which line it is, and its copies. Knows the lines and a title that someone claims."""

from __future__ import annotations

import re

from ingest.furniture import ends_cut, is_breadcrumb, is_dateline, is_sentence, letters_of, without_icon
from ingest.page import Page
from ingest.text import safe_title

HEAD = 8  # lines from the top among which a headline is looked for
BYLINE = re.compile(
    r"^(?:بقلم|كتب|كتبت|كتبه|إعداد|تقرير|الكاتب|الكاتبة|By|Written by|Author|Story by|Reporting by)"
    r"(?:\s*[:/-]\s*|\s+)(?P<name>\S.*)$"
)


def take_title(page: Page, given: str) -> str:
    """Return the headline and take every copy of it, and what stands above the last one in the head, off."""
    index = _headline(page, letters_of(given)) if given else _guess_headline(page)
    if index is None:
        return _without_site_name(given)
    title = safe_title(page.lines[index])
    for above in range(index):
        page.remove(above, _reason_above(page, above))
    for below in range(index + 1, min(len(page), page.first_story)):
        if is_breadcrumb(page.lines[below]) and page.letters[below] != page.letters[index]:
            page.remove(below, "breadcrumb")
    page.remove(index, "title")
    letters = page.letters[index]
    for other in range(index + 1, len(page)):
        if page.letters[other] == letters:
            page.remove(other, "repeated_title")
    return title


def _reason_above(page: Page, index: int) -> str:
    found = page.furniture[index]
    return found.reason if found else "breadcrumb" if is_breadcrumb(page.lines[index]) else "above_title"


def _headline(page: Page, letters: str) -> int | None:
    """Return the line of the head that is the given title, or the title without its site's name."""
    for index in range(min(HEAD, page.first_story + 1, len(page))):
        line = page.letters[index]
        with_site_name = len(line) >= 15 and letters.startswith(line) and len(letters) - len(line) <= 40
        if line and (line == letters or with_site_name):
            return index
    return None


def _without_site_name(title: str) -> str:
    """Return "Headline" of "Headline | Site": where only one of the parts is long."""
    parts = re.split(r"\s+[|–—\-·»:]\s+", title)
    if len(parts) == 2 and len(parts[0].split()) >= 4 and len(parts[1].split()) <= 3:
        return parts[0]
    return title


def _guess_headline(page: Page) -> int | None:
    candidates = [index for index in range(min(HEAD, page.first_story)) if _may_be_headline(page, index)]
    if not candidates:
        return None
    first = candidates[0]
    if len(page.lines[first].split()) <= 4:  # a category may stand above the headline: take a longer line instead
        longer = next((index for index in candidates[1:3] if len(page.lines[index].split()) >= 6), None)
        return first if longer is None or _is_caption(page, longer) else longer
    return first


def _is_caption(page: Page, index: int) -> bool:
    """Whether a picture's icon repeats the line."""
    named = (without_icon(line) for line in page.lines[: 3 * HEAD])
    return any(letters_of(rest) == page.letters[index] for rest in named if rest)


def _may_be_headline(page: Page, index: int) -> bool:
    line = page.lines[index]
    if page.furniture[index] or is_breadcrumb(line) or without_icon(line) is not None:
        return False
    if is_dateline(line, day_first=True) or BYLINE.match(line):
        return False
    return len(line) <= 200 and len(line.split()) >= 3 and not ends_cut(line) and not is_sentence(line)
