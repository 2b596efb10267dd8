"""Furniture in and behind the story: phrases, link lists, about-boxes, donation lines. Knows only the lines."""

from __future__ import annotations

import re

from ingest.furniture import ends_sentence, is_sentence
from ingest.head import clean_name
from ingest.page import Page

_LINK_LENGTH = 140  # characters of the longest link-like line
_LINKS = 12  # link-like lines that go with one heading in mid-story

_SUPPORT = re.compile(r"^(?:ادعم|إدعم|ادعموا|Support|Donate to)\s+(?P<name>\S+(?:\s\S+){0,3})$")
_NO_OUTLET = re.compile(
    r"صحاف|موقع|عمل|نا$|استقلال|مستقل|journalis|independent|us$|our|your|the site|this|local|news$|quality",
    re.IGNORECASE,
)


def supported_outlet(page: Page) -> str | None:
    """Return the X of a donation line "Support X" behind the story."""
    for index in page.kept(page.last_story + 1):
        match = _SUPPORT.match(page.lines[index].strip(" !.*"))
        if match and not _NO_OUTLET.search(match["name"]):
            page.remove(index, "donation")
            return clean_name(match["name"])
    return None


def take_boxes(page: Page) -> str | None:
    """Take off an about-box behind the story's end, whose paragraph starts with its heading; return that name.

    The heading of the box is the outlet's or the author's name: a site that presents itself under the article.
    """
    ended = False
    outlet = None
    for index in page.kept():
        found = page.furniture[index]
        ended = ended or bool(found and found.takes == "links" and found.reason in ("tags", "related", "comments"))
        if not ended or found or index + 1 >= len(page) or not page.is_kept(index + 1):
            continue
        letters = page.letters[index]
        short = len(page.lines[index].split()) <= 6 and not ends_sentence(page.lines[index])
        if short and len(letters) >= 6 and page.letters[index + 1].startswith(letters) and page.story[index + 1]:
            page.remove(index, "about_box")
            page.remove(index + 1, "about_box")
            outlet = outlet or clean_name(page.lines[index])
    return outlet


def take_furniture(page: Page) -> None:
    """Take off every line that is furniture by itself, and what goes with it."""
    listed = [(index, found) for index, found in enumerate(page.furniture) if found and page.is_kept(index)]
    for index, found in listed:
        page.remove(index, found.reason)
    for index, found in listed:
        if found.takes == "paragraph" and index + 1 < len(page) and index > page.last_story - 2:
            page.remove(index + 1, found.reason)
        elif found.takes == "links":
            _take_links(page, index + 1, found.reason)


def _take_links(page: Page, start: int, reason: str) -> None:
    """Take off the link-like lines from `start` on, up to the next line that may be text."""
    for index in range(start, min(len(page), start + _LINKS)):
        line = page.lines[index]
        if page.story[index] or is_sentence(line) or len(line) > _LINK_LENGTH:
            break
        page.remove(index, reason)


def take_tail(page: Page) -> None:
    """Behind the last paragraph, take all but sentences off from the first line that is surely furniture."""
    last = page.last_story
    if last < 0:
        return
    first = next((index for index in range(last + 1, len(page)) if page.furniture[index]), None)
    if first is None:
        return
    for index in range(first, len(page)):
        if not is_sentence(page.lines[index]):
            page.remove(index, "after_story")
