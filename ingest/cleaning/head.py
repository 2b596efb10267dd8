"""Finds what lies between a headline and its story: dates, byline, captions, copies of the lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.cleaning.datelines import Role, byline_of, dates_in, is_credit, is_dateline, is_labelled, label_of
from ingest.cleaning.furniture import is_credited, without_icon
from ingest.cleaning.headline import HEAD
from ingest.cleaning.lines import ends_cut, ends_sentence, letters_of
from ingest.cleaning.page import Page
from ingest.language import Language
from ingest.language.harmless import safe_title

_TEASER_REACH = 6  # lines within which a cut copy of the lead is followed by the lead
_SHORTEST_TEASER = 30  # letters
_REPEAT = 40  # letters from which an identical line is a copy and not a recurring phrase
_CAPTION_LENGTH = 140  # characters


@dataclass(frozen=True, slots=True)
class Datelines:
    """The dates that a page shows; None where it shows none."""

    published: date | None = None
    updated: date | None = None


def take_datelines(page: Page, language: Language) -> Datelines:
    """Return the dates of the lines that do little else than date the article, and take these lines off.

    A date above the headline may be the day on which the page was looked at: one below it goes before.
    """
    day_first = True if language == "ar" else None
    above: dict[Role, date] = {}
    below: dict[Role, date] = {}
    head = range(min(len(page), page.first_story + 2))
    tail = range(max(len(head), page.last_story + 1), len(page))
    for index in (*head, *tail):
        line = page.lines[index]
        if not is_dateline(line, day_first=day_first):
            continue
        label = label_of(page.lines[index - 1]) if index else None
        if index in tail and label is None and not is_labelled(line):
            continue
        for role, day in dates_in(line, day_first=day_first, default=label or "published"):
            (above if index < page.headline else below).setdefault(role, day)
        page.remove(index, "dateline")
        if label is not None:
            page.remove(index - 1, "dateline")
    dates = below if "published" in below else {**above, **below}
    return Datelines(dates.get("published"), dates.get("updated"))


def take_byline(page: Page) -> str | None:
    """Return the name of a byline above the story, and take that line off, and lines that credit an agency."""
    name = None
    for index in page.kept(0, min(len(page), page.first_story)):
        line = page.lines[index]
        if is_credit(line):
            page.remove(index, "credit")
        elif name is None and (found := byline_of(line)):
            name = clean_name(found)
            if not is_dateline(line, day_first=True):
                page.remove(index, "byline")
    return name


def take_captions(page: Page) -> None:
    """Take off captions: above the story what ends in a picture's credit, anywhere what a picture's icon repeats."""
    for index in page.kept(0, min(len(page), page.first_story)):
        if is_credited(page.lines[index]):
            page.remove(index, "caption")
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
