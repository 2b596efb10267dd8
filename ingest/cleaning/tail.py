"""Finds furniture within and after the story: phrases, link lists, about boxes, comment forms."""

from __future__ import annotations

from ingest.cleaning.furniture import is_menu
from ingest.cleaning.head import clean_name
from ingest.cleaning.lines import ends_sentence, is_sentence, is_text
from ingest.cleaning.page import Page

_LINK_LENGTH = 140  # characters of the longest link-like line
_LINKS = 12  # link-like lines that go with one heading
_LINKS_WITHIN = 3  # the same within the story, where what follows may be its sub-heading or a list of its own
_STORY_SHARE = 0.6  # share of the story's characters after which a comment form ends it
# What appears below an article and may begin its tail; an advertisement or a link may also appear within it.
_OF_TAIL = frozenset(
    "related tags comments navigation newsletter share follow rights donation cookies author_box paywall source".split()  # noqa: SIM905
)


def take_boxes(page: Page) -> str | None:
    """Take off an about-box behind the story, whose paragraph starts with its heading; return that name.

    The heading of the box is the outlet's or the author's name: a site that presents itself under the article.
    """
    ended = False
    for index in page.kept():
        found = page.furniture[index]
        ended = ended or bool(found and found.takes and found.reason in ("tags", "related", "comments"))
        if not ended or found or index + 1 < page.last_story or not page.is_kept(index + 1):
            continue
        letters = page.letters[index]
        short = len(page.lines[index].split()) <= 6 and not ends_sentence(page.lines[index])
        if index + 1 < len(page) and short and len(letters) >= 6 and page.letters[index + 1].startswith(letters):
            page.remove(index, "about_box")
            page.remove(index + 1, "about_box")
            return clean_name(page.lines[index])
    return None


def take_comments(page: Page) -> None:
    """Take off everything from a comment form on, if most of the story is above it: what readers wrote is no story."""
    lengths = [len(line) if story else 0 for line, story in zip(page.lines, page.story, strict=True)]
    for index, found in enumerate(page.furniture):
        if found and found.takes == "all" and sum(lengths[:index]) > _STORY_SHARE * sum(lengths):
            for below in range(index, len(page)):
                page.remove(below, found.reason)
            return


def take_furniture(page: Page) -> None:
    """Take off every line that is furniture by itself, and what goes with it."""
    last = page.last_story
    for index in page.kept(0, page.first_story):
        if is_menu(page.lines[index]) and len(page.lines[index].split()) > 1:
            page.remove(index, "navigation")
    listed = [(index, found) for index, found in enumerate(page.furniture) if found and page.is_kept(index)]
    for index, found in listed:
        within = page.first_story < index < last
        if within and (found.reason == "source" or (found.takes == "links" and found.reason != "related")):
            continue  # "Topics": after the story it heads a list of links, within it it is a sub-heading
        page.remove(index, found.reason)
        if found.takes == "links":
            _take_links(page, index + 1, found.reason, _LINKS_WITHIN if within else _LINKS)
    for index, found in listed:
        if found.takes == "paragraph" and index >= last - 2:
            _take_box(page, index + 1, found.reason)


def _take_links(page: Page, start: int, reason: str, most: int) -> None:
    """Take off the link-like lines from `start` on, up to the next line that may be text."""
    for index in range(start, min(len(page), start + most)):
        if is_text(page.lines[index]) or len(page.lines[index]) > _LINK_LENGTH:
            break
        page.remove(index, reason)


def _take_box(page: Page, start: int, reason: str) -> None:
    """Take off the paragraph at `start`, or a name there and the paragraph behind it."""
    is_name = start < len(page) and len(page.lines[start].split()) <= 4 and not ends_sentence(page.lines[start])
    for index in range(start, min(len(page), start + 1 + is_name)):
        page.remove(index, reason)


def take_tail(page: Page) -> None:
    """Behind the last paragraph, take all but text off from the first line that is surely furniture."""
    last = page.last_story
    if last < 0:
        return
    first = next((index for index in range(last + 1, len(page)) if _begins_tail(page, index)), None)
    if first is None:
        return
    for index in range(first, len(page)):
        if not is_sentence(page.lines[index]):
            page.remove(index, "after_story")


def _begins_tail(page: Page, index: int) -> bool:
    found = page.furniture[index]
    return found is not None and found.reason in _OF_TAIL
