"""Finds the headline of a page, and its copies, from the lines and the title the page claims."""

from __future__ import annotations

import re

from ingest.cleaning.datelines import BYLINE, is_credit, is_dateline
from ingest.cleaning.furniture import is_breadcrumb, is_menu, without_icon
from ingest.cleaning.lines import ends_cut, is_sentence, letters_of
from ingest.cleaning.page import Page
from ingest.language.harmless import safe_title
from ingest.language.text import query_terms, search_terms

HEAD = 8  # lines from the top among which a headline is looked for
_FARTHEST = 40  # the same for pages with a long menu above the headline
_STORY = 20_000  # characters of the story that are looked at
_TOLD = 0.34  # of a headline's words; a headline of three words has to share two with its story
_SHORTEST_COPY = 15  # letters of a headline that is recognised by its copy
_SITE_WORDS = 5
SITE = re.compile(r"\s+[|–—\-·»:•]\s+")  # what separates a headline from its site's name


def take_title(page: Page, given: str) -> str:
    """Return the headline and take every copy of it, and what stands above the last one in the head, off."""
    index = _headline(page, letters_of(given)) if given else _guess_headline(page)
    if index is None:
        return _without_site_name(given)
    title = safe_title(page.lines[index])
    for above in range(index):
        if page.furniture[above] or not is_sentence(page.lines[above]):
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
    parts = SITE.split(title)
    if len(parts) == 2 and len(parts[0].split()) >= 4 and len(parts[1].split()) <= 3:
        return parts[0]
    return title


def site_name(page: Page, titled: int, headline: int) -> str | None:
    """Return the "Site" of a line "Headline | Site", the title of a browser's tab, where the other is its headline."""
    line, letters = page.lines[titled], page.letters[headline]
    if len(letters) < _SHORTEST_COPY or len(page.letters[titled]) <= len(letters):
        return None
    for match in SITE.finditer(line):
        if letters_of(line[: match.start()]) == letters and len(line[match.end() :].split()) <= _SITE_WORDS:
            return line[match.end() :]
    return None


def _guess_headline(page: Page) -> int | None:
    """Return the first line above the story that speaks of what the story does, else the first that may be a headline.

    Menus, slogans and notices stand above headlines; none of their words comes up again in the story.
    """
    above = [index for index in range(min(_FARTHEST, page.first_story)) if _may_be_headline(page, index)]
    terms = set(
        search_terms("\n".join(line for line, story in zip(page.lines, page.story, strict=True) if story)[:_STORY])
    )
    told = [index for index in above if _share_told(page.lines[index], terms) >= _TOLD]
    candidates = told or [index for index in above if index < HEAD]
    if not candidates:
        return None
    first = candidates[0]
    copy = next((other for other in above if other > first and site_name(page, first, other)), None)
    if copy is not None:
        return copy
    if len(page.lines[first].split()) <= 4:  # it may be a category above the headline: take a longer line instead
        longer = next((index for index in candidates[1:3] if len(page.lines[index].split()) >= 6), None)
        return first if longer is None or _is_caption(page, longer) else longer
    return first


def _share_told(line: str, terms: set[str]) -> float:
    """Return the share of a line's words, function words apart, that come up in the story."""
    words = query_terms(line)
    return sum(word in terms for word in words) / len(words) if words else 0.0


def _is_caption(page: Page, index: int) -> bool:
    """Whether a picture's icon repeats the line."""
    named = (without_icon(line) for line in page.lines[: 3 * HEAD])
    return any(letters_of(rest) == page.letters[index] for rest in named if rest)


def _may_be_headline(page: Page, index: int) -> bool:
    line = page.lines[index]
    if page.furniture[index] or is_breadcrumb(line) or is_menu(line) or without_icon(line) is not None:
        return False
    if is_dateline(line, day_first=True) or BYLINE.match(line) or is_credit(line):
        return False
    return len(line) <= 200 and len(line.split()) >= 3 and not ends_cut(line) and not is_sentence(line)
