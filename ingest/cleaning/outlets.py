"""Finds the outlet: the name in the page's copyright line, its donation line, or its title."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from ingest.cleaning.head import clean_name
from ingest.cleaning.headline import HEAD, site_name
from ingest.cleaning.lines import compared, is_text, letters_of
from ingest.cleaning.page import Page

_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
_LONGEST = 160  # characters of a copyright line
_MOST_WORDS = 6
_RIGHTS = re.compile(r"©|\(c\)|copyright|all rights reserved|(?:جميع|كافة|كل) الحقوق محفوظة|حقوق النشر", re.IGNORECASE)
_SURE = re.compile(r"©|\(c\)|reserved|محفوظة|(?:19|20)\d\d", re.IGNORECASE)  # "Copyright lawyers" is not a notice
_NOT_THE_NAME = re.compile(
    r"©|\(c\)|\bcopyright\b|\ball rights reserved\b|\breserved\b|(?:جميع|كافة|كل) الحقوق(?: محفوظة)?|محفوظة|حقوق النشر"
    r"|\b(?:19|20)\d\d\b|[٠-٩]{4}|^\s*(?:by|to|for|لدى|لـ|ل)\s",
    re.IGNORECASE,
)
_KINDS = "موقع|صحيفة|جريدة|قناة|شبكة|وكالة|مؤسسة|شركة|مجلة|بوابة|تلفزيون|منصة|راديو|إذاعة"
_SUPPORT = re.compile(r"^(?:ادعم|إدعم|ادعموا|Support|Donate to)\s+(?P<name>\S+(?:\s\S+){0,3})$")
_NO_OUTLET = re.compile(
    r"صحاف|موقعنا|عمل|نا$|استقلال|مستقل|للمؤلف|للناشر|journalis|independent|us$|\bour\b|\byour\b|the site"
    r"|this|\blocal\b|quality|publisher|respective|author|^news$",
    re.IGNORECASE,
)


def known_outlet(name: str | None) -> str | None:
    """Return an outlet as people know it where only its domain is given, and any other name as it is."""
    if name is None or not _DOMAIN.fullmatch(name):
        return name
    host = name.lower().removeprefix("www.")
    parts = host.split(".")
    return next((found for at in range(len(parts)) if (found := _known().get(".".join(parts[at:])))), host)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    listed = resources.files("ingest.cleaning.data").joinpath("outlets.txt").read_text("utf-8")
    rows = (row.partition("|") for row in listed.splitlines() if row and not row.startswith("#"))
    return {domain: name for domain, _, name in rows}


def tab_outlet(page: Page, title: str) -> str | None:
    """Return the X of a line "Title | X" near the top."""
    letters = letters_of(title)
    headlines = [index for index in range(min(2 * HEAD, len(page))) if page.letters[index] == letters]
    for titled in range(min(HEAD, len(page))):
        for headline in headlines:
            name = site_name(page, titled, headline)
            if name and not _NO_OUTLET.search(name):
                return clean_name(name)
    return None


def rights_outlet(page: Page) -> str | None:
    """Return the X of a line "© 2020 X. All rights reserved" above or behind the story."""
    for index in reversed(range(len(page))):
        line = page.lines[index]
        if (
            len(line) > _LONGEST
            or not (_RIGHTS.search(line) and _SURE.search(line))
            or page.first_story <= index <= page.last_story
        ):
            continue
        rest = re.split(r"[.|]\s|[.|]$", _NOT_THE_NAME.sub(" ", line).strip(" .|-–—:،,"))[0]
        rest = re.sub(rf"^\s*ل(?=(?:{_KINDS})(?!\w))", "", rest.strip(" .|-–—:،,؛"))
        rest = re.sub(r"^لل", "ال", rest) if rest.startswith("لل") else rest
        name = " ".join(re.sub(r"^[\s\d–-]+|[\s\d–-]+$", "", rest).split())
        if name and len(name.split()) <= _MOST_WORDS and not _NO_OUTLET.search(name) and len(letters_of(name)) > 2:
            page.remove(index, "rights")
            return clean_name(name)
    return None


def supported_outlet(page: Page) -> str | None:
    """Return the X of a donation line "Support X" behind the story."""
    for index in page.kept(page.last_story + 1):
        match = _SUPPORT.match(page.lines[index].strip(" !.*"))
        if match and not _NO_OUTLET.search(match["name"]) and not is_text(page.lines[index]):
            page.remove(index, "donation")
            return clean_name(match["name"])
    return None


def named_alone(page: Page, outlet: str) -> None:
    """Take off the lines outside of the story that say nothing but the outlet's name."""
    for index in (*range(page.first_story), *range(page.last_story + 1, len(page))):
        if compared(page.lines[index]) == compared(outlet):
            page.remove(index, "outlet")
