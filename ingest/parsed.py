"""What a format's reader hands to cleaning: text in lines and whatever the document says of itself. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.article import Removed


@dataclass(frozen=True, slots=True)
class Parsed:
    """`text` has one paragraph to a line (or hard-wrapped lines between blank ones). The rest is None where unknown.

    `removed` is what the reader itself left out, such as a page's menus. `part` numbers the articles of one file
    and is empty where the file is one article.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    removed: tuple[Removed, ...] = ()
    part: str = ""
