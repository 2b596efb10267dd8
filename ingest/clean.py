"""A parsed page to an Article: title once, furniture off, dates and outlet found. Knows no format and no file.

Works by general signals and by the phrase lists in `data/`. A paragraph of text is cut only where it repeats
another one, speaks for the page itself (cookies, donations, comment forms), or is a box named as such: what is in
doubt stays. Everything taken off is kept with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from ingest.article import Article, Language
from ingest.dates import find_dates, read_date
from ingest.furniture import compared, ends_cut, ends_sentence, is_breadcrumb, is_dateline, letters_of, without_icon
from ingest.page import Page
from ingest.parsed import Parsed
from ingest.raw import RawDocument, UnreadableError
from ingest.text import detect_language, safe_body, safe_title

_HEAD = 8  # kept lines from the top among which a headline is looked for
_TEASER_REACH = 6  # lines within which a cut copy of the lead is followed by the lead
_REPEAT = 40  # letters from which an equal line is a repeat and not a refrain
_LINK_LENGTH = 140  # characters of the longest link-like line
_LINKS = 12  # link-like lines that go with one heading in mid-story
_SHORTEST_TEASER = 30  # letters


@dataclass(frozen=True, slots=True)
class _Dates:
    published: date | None = None
    updated: date | None = None


def clean(raw: RawDocument, parsed: Parsed) -> Article:
    """Return the article of `parsed`. Raises UnreadableError `no_text` where no letter is left to read."""
    body = safe_body(parsed.text)
    language = detect_language(body)
    page = Page(body)
    if not any(page.letters):
        raise UnreadableError("no_text")
    given_title = safe_title(parsed.title or raw.metadata.get("title", ""))
    title = _take_title(page, given_title)
    author = _clean_name(parsed.author or raw.metadata.get("author"))
    dates = _take_datelines(page, language)
    byline = _take_byline(page)
    _take_icons(page)
    _take_teasers(page)
    _take_repeats(page)
    outlet = _take_boxes(page) or _supported_outlet(page)
    _take_furniture(page)
    _take_tail(page)
    if not any(letters for index, letters in enumerate(page.letters) if page.is_kept(index)):
        _put_back(page)
    text = page.text
    return Article(
        source=raw.source,
        identity=raw.identity + (f"#{parsed.part}" if parsed.part else ""),
        title=title or _first_words(text),
        text=text,
        language=detect_language(text) if text else language,
        outlet=_clean_name(parsed.outlet or raw.metadata.get("outlet")) or outlet or _host(parsed.url or _url(raw)),
        author=author or byline,
        published=parsed.published or read_date(raw.metadata.get("published")) or dates.published,
        updated=parsed.updated or read_date(raw.metadata.get("updated")) or dates.updated,
        removed=(*page.removed, *parsed.removed),
    )


def _put_back(page: Page) -> None:
    """A document of furniture only is shown as it is: better than an empty article."""
    for index in range(len(page)):
        page.restore(index)


def _first_words(text: str) -> str:
    first = safe_title(text.partition("\n")[0])
    if len(first) <= 100:
        return first
    cut = first[:100]
    return cut[: cut.rfind(" ")].rstrip(" ،,.:؛") + "…" if " " in cut else cut + "…"


# --- title -------------------------------------------------------------------------------------------------------


def _take_title(page: Page, given: str) -> str:
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
    for index in range(min(_HEAD, page.first_story + 1, len(page))):
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
    candidates = [index for index in range(min(_HEAD, page.first_story)) if _may_be_headline(page, index)]
    if not candidates:
        return None
    first = candidates[0]
    if len(page.lines[first].split()) <= 4:  # a category may stand above the headline: take a longer line instead
        longer = next((index for index in candidates[1:3] if len(page.lines[index].split()) >= 6), None)
        return first if longer is None or _is_caption(page, longer) else longer
    return first


def _is_caption(page: Page, index: int) -> bool:
    """Whether a picture's icon repeats the line."""
    named = (without_icon(line) for line in page.lines[: 3 * _HEAD])
    return any(letters_of(rest) == page.letters[index] for rest in named if rest)


def _may_be_headline(page: Page, index: int) -> bool:
    line = page.lines[index]
    if page.furniture[index] or is_breadcrumb(line) or without_icon(line) is not None:
        return False
    if is_dateline(line, day_first=True) or _BYLINE.match(line):
        return False
    return len(line) <= 200 and len(line.split()) >= 3 and not ends_cut(line) and not _is_sentence(line)


# --- head --------------------------------------------------------------------------------------------------------

_UPDATED = re.compile(r"(?:updated?|modified|تحديث|محدث|حدث|عدل|تعديل)")
_PUBLISHED = re.compile(r"(?:published|posted|نشر|تاريخ النشر)")


def _take_datelines(page: Page, language: Language) -> _Dates:
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
    return _Dates(published or None, updated)


def _labelled(line: str) -> bool:
    return bool(_PUBLISHED.search(compared(line)) or _UPDATED.search(compared(line)))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


_BYLINE = re.compile(
    r"^(?:بقلم|كتب|كتبت|كتبه|إعداد|تقرير|الكاتب|الكاتبة|By|Written by|Author|Story by|Reporting by)"
    r"(?:\s*[:/-]\s*|\s+)(?P<name>\S.*)$"
)
_NOT_A_NAME = re.compile(r"[.!?؟\d،,;؛|@]|\b(?:أن|في|من|على|the|of|in|on)\b")


def _take_byline(page: Page) -> str | None:
    for index in page.kept(0, min(len(page), page.first_story)):
        match = _BYLINE.match(page.lines[index])
        if match and len(match["name"].split()) <= 5 and not _NOT_A_NAME.search(match["name"]):
            page.remove(index, "byline")
            return _clean_name(match["name"])
    return None


def _take_icons(page: Page) -> None:
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


def _take_teasers(page: Page) -> None:
    """Take off a cut copy of the lead ("...") above the lead, and a caption that stands between the two."""
    for index in page.kept(0, min(len(page), 2 * _HEAD)):
        line = page.lines[index]
        letters = page.letters[index]
        if not ends_cut(line) or len(letters) < _SHORTEST_TEASER:
            continue
        for full in page.kept(index + 1, min(len(page), index + 1 + _TEASER_REACH)):
            if len(page.letters[full]) > len(letters) and page.letters[full].startswith(letters[: len(letters) - 3]):
                page.remove(index, "teaser")
                for between in page.kept(index + 1, full):
                    if not ends_sentence(page.lines[between]) and len(page.lines[between]) <= _LINK_LENGTH:
                        page.remove(between, "caption")
                break


def _take_repeats(page: Page) -> None:
    seen: set[str] = set()
    for index in page.kept():
        letters = page.letters[index]
        if len(letters) >= _REPEAT and letters in seen:
            page.remove(index, "repeat")
        seen.add(letters)


# --- furniture ---------------------------------------------------------------------------------------------------

_SUPPORT = re.compile(r"^(?:ادعم|إدعم|ادعموا|Support|Donate to)\s+(?P<name>\S+(?:\s\S+){0,3})$")
_NO_OUTLET = re.compile(
    r"صحاف|موقع|عمل|نا$|استقلال|مستقل|journalis|independent|us$|our|your|the site|this|local|news$|quality",
    re.IGNORECASE,
)


def _supported_outlet(page: Page) -> str | None:
    """Return the X of a donation line "Support X" behind the story."""
    for index in page.kept(page.last_story + 1):
        match = _SUPPORT.match(page.lines[index].strip(" !.*"))
        if match and not _NO_OUTLET.search(match["name"]):
            page.remove(index, "donation")
            return _clean_name(match["name"])
    return None


def _take_boxes(page: Page) -> str | None:
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
            outlet = outlet or _clean_name(page.lines[index])
    return outlet


def _take_furniture(page: Page) -> None:
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
        if page.story[index] or _is_sentence(line) or len(line) > _LINK_LENGTH:
            break
        page.remove(index, reason)


def _is_sentence(line: str) -> bool:
    """Whether a line ends in a full stop: links and slogans end in none, or in ! and ؟."""
    return ends_sentence(line) and line.rstrip("\"'”’»)]").endswith((".", "۔"))


def _take_tail(page: Page) -> None:
    """Behind the last paragraph, take all but sentences off from the first line that is surely furniture."""
    last = page.last_story
    if last < 0:
        return
    first = next((index for index in range(last + 1, len(page)) if page.furniture[index]), None)
    if first is None:
        return
    for index in range(first, len(page)):
        if not _is_sentence(page.lines[index]):
            page.remove(index, "after_story")


# --- names -------------------------------------------------------------------------------------------------------


def _clean_name(name: str | None) -> str | None:
    cleaned = safe_title(name or "").strip(" -–—|:،,")
    return cleaned[:120] or None


def _url(raw: RawDocument) -> str | None:
    given = raw.metadata.get("url") or raw.source
    return given if re.match(r"https?://", given, re.IGNORECASE) else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return _clean_name(host.removeprefix("www.")) if host else None
