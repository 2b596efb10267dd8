"""What press databases export, many articles in one text (Nexis, Factiva), taken apart. Knows no file format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.article import Doubt
from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_date
from ingest.parsing.records import numbered

_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_NEXIS_COUNT = re.compile(r"^[ \t]*(?:Document[ \t]+)?\d+ of \d+(?: DOCUMENTS?)?[ \t]*$", re.MULTILINE)
_FACTIVA_END = re.compile(r"^[ \t]*(?:AN[ \t]+)?Document [A-Z][A-Za-z0-9]{11,31}[ \t]*$", re.MULTILINE)
_LABEL = re.compile(
    r"^(?P<name>byline|section|length|dateline|highlight|headline|graphic|correction-date|load-date|language|copyright"
    r"|publication-type|subject|journal code|document-type)\b[ \t]*:?[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_AFTER_BODY = re.compile(
    r"^(?:load-date|language|publication-type|classification|subject|graphic|journal code|document-type|notes?$)"
    r"\b[ \t]*:?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"^[\d,.]+ words$", re.IGNORECASE)
_FIELD = re.compile(
    r"^(?P<code>HD|BY|WC|PD|ET|SN|SC|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|SE|ED|VOL|CR)(?:\s+(?P<value>.*))?$"
)
_BODY_FIELDS = ("LP", "TD")
_FACTIVA_HEAD = 14  # lines
MOST_ARTICLES = 5000  # of an export
_ARTICLES = 2  # ends from which on a text is an export


def split_export(parsed: Parsed) -> list[Parsed | RefusedError]:
    """Return the articles of a text that is an export, and the text as it is where it is none.

    Where an export cannot be taken apart the article is returned with the doubt `read_as_one`.
    """
    text = parsed.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    for ends, reader in ((_NEXIS_END, _nexis), (_FACTIVA_END, _factiva), (_NEXIS_COUNT, _nexis)):
        marks = list(ends.finditer(text))
        if not marks or (len(marks) < _ARTICLES and ends is _NEXIS_COUNT):
            continue
        if len(marks) > MOST_ARTICLES:
            raise RefusedError("too_many_articles", limit=MOST_ARTICLES)
        pieces = ends.split(text)
        listed = pieces[1:] if ends is _NEXIS_COUNT else pieces
        found = [reader([line.strip() for line in piece.split("\n")]) for piece in listed if piece.strip()]
        articles = [one for one in found if one is not None]
        if articles and len(articles) >= len(found) - 1:  # behind the last end may stand a note on the export
            return list(numbered(articles))
        if len(marks) >= _ARTICLES:
            return [replace(parsed, doubts=(*parsed.doubts, Doubt("read_as_one")))]
    return [parsed]


def _nexis(lines: Sequence[str]) -> Parsed | None:
    """Read one article: headline, outlet and date above its labels, or outlet, date and headline in older exports."""
    at = next((index for index, line in enumerate(lines) if _is_date(line)), None)
    if at is None:
        return None
    above = _blocks(lines[:at])
    labels, start, headings = _labels(lines, at + 1)
    if not above:
        return None
    outlet, title = _outlet_and_title(above, headings or labels.get("headline", ""))
    body = "\n".join(_body(lines[start:]))
    if not title or not body.strip():
        return None
    return Parsed(text=body, title=title, outlet=outlet, author=labels.get("byline"), published=read_date(lines[at]))


def _outlet_and_title(above: Sequence[Sequence[str]], below: str) -> tuple[str, str]:
    """Return outlet and headline: the line above the date, and what stands above it, or `below` the date."""
    *rest, outlet = above[-1]
    if below:
        return _bare(outlet), below
    if not rest and len(above) > 1:
        rest = list(above[-2])
    return _bare(outlet), " ".join(rest)


def _labels(lines: Sequence[str], start: int) -> tuple[dict[str, str], int, str]:
    """Return what the labels under the date say, where the body begins, and a headline that stands among them."""
    labels: dict[str, str] = {}
    headings: list[str] = []
    index = last = start
    while index < len(lines):
        line = lines[index]
        if line.lower() in ("body", "body:"):
            return labels, index + 1, "" if "copyright" in labels else " ".join(headings)
        match = _LABEL.match(line)
        if match and not _AFTER_BODY.match(line):
            labels.setdefault(match["name"].lower(), match["value"].strip())
            last = index + 1
        elif line and not labels:
            headings.append(line)
            last = index + 1
        elif line and not line.lower().startswith("all rights reserved"):
            break
        index += 1
    return labels, last, " ".join(headings)


def _body(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _AFTER_BODY.match(line):
            return
        yield line


def _factiva(lines: Sequence[str]) -> Parsed | None:
    filled = [line for line in lines if line]
    if sum(1 for line in filled if (match := _FIELD.match(line)) and match["code"] in ("HD", "PD", "SN")) >= _ARTICLES:
        return _factiva_fields(lines)
    at = next((index for index, line in enumerate(lines) if _WORDS.match(line)), None)
    if at is None:
        return None
    head = [line for line in lines[:at] if line]
    below = [(index, line) for index, line in enumerate(lines[at + 1 :], at + 1) if line][:_FACTIVA_HEAD]
    dated = next((place for place, (_, line) in enumerate(below) if _is_date(line)), None)
    if not head or dated is None or dated + 1 >= len(below):
        return None
    author = next((line[3:].strip() for line in head[1:] if line.lower().startswith("by ")), None)
    title = " ".join(line for line in head if not line.lower().startswith("by "))
    outlet = next(line for _, line in below[dated + 1 :] if not re.match(r"\d\d?:\d\d", line))
    ends = [
        index for index, line in below[dated + 1 :] if line.lower().startswith(("copyright", "(c)", "©", "all rights"))
    ]
    shorts = [index for index, line in below[dated + 2 :] if len(line.split()) <= 2]
    start = (ends or shorts or [below[dated + 1][0]])[-1] + 1
    return Parsed(
        text="\n".join(lines[start:]), title=title, outlet=outlet, author=author, published=read_date(below[dated][1])
    )


def _factiva_fields(lines: Sequence[str]) -> Parsed | None:
    fields: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _FIELD.match(line)
        if match:
            code = match["code"]
            line = match["value"] or ""
        fields.setdefault(code, []).append(line)
    told = {name: " ".join(" ".join(listed).split()) for name, listed in fields.items()}
    body = "\n".join(line for name in _BODY_FIELDS for line in (*fields.get(name, ()), ""))
    if not body.strip() or not told.get("HD"):
        return None
    author = told.get("BY", "").removeprefix("By ").removeprefix("by ") or None
    return Parsed(
        text=body, title=told["HD"], outlet=told.get("SN"), author=author, published=read_date(told.get("PD"))
    )


def _is_date(line: str) -> bool:
    return (
        bool(line)
        and len(line) <= 60
        and read_date(line) is not None
        and not line.lower().startswith(("date and time", "load-date"))
    )


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _bare(outlet: str) -> str:
    return re.sub(r"\s*\([^()]*\)\s*$", "", outlet)
