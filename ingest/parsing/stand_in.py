"""Is this the article, or what a site shows in its place: a robot check, a consent wall, a sign-in or error page?

A page counts as one only where it speaks for itself and has hardly any story: an article about such pages is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from lxml.html import HtmlElement as Element

from ingest.cleaning.headline import SITE
from ingest.cleaning.lines import compared, is_story, reports
from ingest.documents import RefusedError

_SHORT = 900  # characters of a text that may be nothing but a notice
_TITLED = 3000  # the same where the page's own title says what it is
_MOST_PARAGRAPHS = 5  # of the small print under such a title
_TINY = 300  # characters where the page asks not to be indexed, which no article does
_REST = 12  # letters of a title beside the words that tell: what has more is a headline
_SCRIPTS = re.compile(r"challenge-platform|captcha|datadome|perimeterx|px-cloud|incapsula|distil_", re.IGNORECASE)


def refuse_stand_in(tree: Element, title: str | None, body: str, *, is_article: bool) -> None:
    """Raise RefusedError `bot_check`, `consent_wall`, `login_page` or `error_page` where a page is no article.

    `is_article` says that its head calls it one: then only a page without any story is refused.
    """
    lines = [line for line in body.split("\n") if line.strip()]
    length = sum(map(len, lines))
    speaking = {line: _kind(line) for line in lines}
    stories = sum(is_story(line) and speaking[line] is None for line in lines)
    named = _titled(title or "")
    if named is not None and not is_article and length <= _TITLED and stories <= _MOST_PARAGRAPHS:
        raise RefusedError(named)
    if stories or length > _SHORT:
        return
    told = next((kind for kind in speaking.values() if kind is not None), None)
    if told is not None:
        raise RefusedError(told)
    if any(_SCRIPTS.search(one.get("src") or "") for one in tree.iter("script", "iframe")):
        raise RefusedError("bot_check")
    if any((one.get("type") or "").lower() == "password" for one in tree.iter("input")):
        raise RefusedError("login_page")
    if length <= _TINY and _is_kept_from_indexes(tree):
        raise RefusedError("error_page")


def _titled(title: str) -> str | None:
    """Return what a page's title says that it is, None where it is a headline."""
    for part in (compared(one) for one in SITE.split(title)):
        for _, code, sign in _signs():
            found = sign.search(part)
            if found and len(part) - len(found[0]) <= _REST:
                return code
    return None


def _kind(line: str) -> str | None:
    folded = compared(line)
    if reports(folded):
        return None
    return next((code for where, code, sign in _signs() if where == "any" and sign.search(folded)), None)


def _is_kept_from_indexes(tree: Element) -> bool:
    robots = (one.get("content") or "" for one in tree.iter("meta") if (one.get("name") or "").lower() == "robots")
    return any("noindex" in content.lower() for content in robots)


@lru_cache(maxsize=1)
def _signs() -> Sequence[tuple[str, str, re.Pattern[str]]]:
    listed = resources.files("ingest.cleaning.data").joinpath("stand_ins.txt").read_text("utf-8")
    rows = (row.split("|", 2) for row in listed.splitlines() if row and not row.startswith("#"))
    return tuple((where, code, re.compile(rf"(?<![^\W\d_]){sign}(?![^\W\d_])")) for where, code, sign in rows)
