"""Markdown to plain text, its front matter to metadata. Knows the common syntax and no extension."""

from __future__ import annotations

import re

from ingest.documents import Parsed
from ingest.language.dates import read_moment

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_ -]{1,40}):[ \t]*(?P<value>\S.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<title>[^\s#>|*+-][^\n]*)\n(?P<line>=+|-{3,})[ \t]*$", re.MULTILINE)
_BLOCKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"^ {0,3}(?:```|~~~)[^\n]*$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+\S+[^\n]*$", re.MULTILINE), ""),
    (re.compile(r"^(?: {0,3}>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t:-]*$", re.MULTILINE), ""),
)
_INLINE = (
    (re.compile(r"!\[[^\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\]\n]{0,200}\])"), ""),
    (re.compile(r"\[([^\]\n]{1,1000})\]\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"), r"\1"),
    (re.compile(r"\[([^\]\n]{1,1000})\]\[[^\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,500}>"), ""),
    (re.compile(r"(\*\*\*|___|\*\*|__)(?=\S)([^\n]{1,2000}?\S?)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,2000})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,2000})(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"~~(?=\S)([^~\n]{1,2000})~~"), r"\1"),
    (re.compile(r"(`+)([^`\n]{1,2000})\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)


_MARKED = re.compile(r"^#{1,3} \S|\]\((?:https?://|/|#)|^ {0,3}[*-] \[", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a plain-text file is Markdown all the same: headings and links of its syntax."""
    return len({match.group()[:2] for match in _MARKED.finditer(text[:20_000])}) >= 2


def read_markdown(text: str) -> Parsed:
    """Return the text without its syntax; the title is the front matter's, else the first heading's."""
    fields: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        listed = _FIELD.finditer(front["fields"])
        fields = {match["name"].strip().lower(): match["value"].strip("\"'") for match in listed}
        text = text[front.end() :]
    text = _UNDERLINED.sub(lambda match: ("# " if match["line"][0] == "=" else "## ") + match["title"], text)
    first = next((match for match in _HEADING.finditer(text) if match[1] == "#"), None)
    title = fields.get("title") or (_plain(first[2]) if first else None)
    return Parsed(
        text=_plain(_HEADING.sub(r"\n\2\n", text)),
        title=title,
        outlet=fields.get("outlet") or fields.get("source") or fields.get("publisher"),
        author=fields.get("author"),
        published=read_moment(fields.get("date") or fields.get("published")),
        updated=read_moment(fields.get("updated") or fields.get("modified") or fields.get("lastmod")),
        url=fields.get("url") or fields.get("canonical"),
    )


def _plain(text: str) -> str:
    for pattern, replacement in (*_BLOCKS, *_INLINE):
        text = pattern.sub(replacement, text)
    return text
