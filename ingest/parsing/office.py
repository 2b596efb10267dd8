"""OpenDocument text, rich text and electronic books to parsed articles. Knows no Word document."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_moment
from ingest.parsing.packed import check_unpacked, member, xml
from ingest.parsing.records import numbered

_UNSEEN = frozenset(
    ("tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "covered-table-cell")
)
_SHORTEST_CHAPTER = 200  # characters: a cover or a table of contents has fewer
_MOST_CHAPTERS = 2000


def read_odt(data: bytes) -> Parsed:
    """Return the text of an OpenDocument file as its reader sees it: changes accepted, notes at the end."""
    check_unpacked(data)
    body = next((one for one in xml(member(data, "content.xml")).iter() if _tag(one) == "text"), None)
    if body is None:
        raise RefusedError("bad_office")
    lines: list[str] = []
    notes: list[str] = []
    headings: list[str] = []
    _walk(body, lines, notes, headings)
    return Parsed(text="\n\n".join((*lines, *notes)), title=headings[0] if headings else None)


def _walk(parent: etree._Element, lines: list[str], notes: list[str], headings: list[str]) -> None:
    for element in parent:
        tag = _tag(element)
        if tag in _UNSEEN:
            continue
        if tag in ("p", "h"):
            inner: list[str] = []
            text = "".join(_inline(element, inner, notes)).strip()
            if text:
                lines.append(text)
                style = next((value for name, value in element.attrib.items() if str(name).endswith("style-name")), "")
                if tag == "h" or str(style) == "Title":
                    headings.append(text)
            lines.extend(inner)
        else:
            _walk(element, lines, notes, headings)


def _inline(element: etree._Element, inner: list[str], notes: list[str]) -> Iterator[str]:
    """Yield the text of a paragraph; what floats beside it goes to `inner`, its notes to `notes`."""
    yield element.text or ""
    for child in element:
        tag = _tag(child)
        if tag == "note":
            body = [one for one in child if _tag(one) == "note-body"]
            for one in body:
                _walk(one, notes, notes, [])
        elif tag in ("text-box", "table"):
            _walk(child, inner, notes, [])
        elif tag == "s":
            yield " "
        elif tag == "tab":
            yield "\t"
        elif tag == "line-break":
            yield "\n"
        elif tag not in _UNSEEN:
            yield from _inline(child, inner, notes)
        yield child.tail or ""


def read_rtf(data: bytes) -> Parsed:
    """Return the text of a rich text file. Raises RefusedError `bad_office` or `no_text`."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, KeyError, TypeError) as error:
        raise RefusedError("bad_office") from error
    if not text.strip():
        raise RefusedError("no_text")
    return Parsed(text="\n\n".join(line.strip(" |\t") for line in text.split("\n")))


def read_epub(data: bytes) -> Iterator[Parsed | RefusedError]:
    """Yield the chapters of a book, in its order: each is an article of its own."""
    check_unpacked(data)
    container = xml(member(data, "META-INF/container.xml"))
    opf = next((str(one.get("full-path")) for one in container.iter() if _tag(one) == "rootfile"), "")
    package = xml(member(data, opf))
    about = {_tag(one): " ".join((one.text or "").split()) for one in reversed(list(package.iter())) if one.text}
    items = {one.get("id"): one for one in package.iter() if _tag(one) == "item"}
    spine = [one.get("idref") for one in package.iter() if _tag(one) == "itemref"][:_MOST_CHAPTERS]
    chapters = [items[name] for name in spine if name in items and "nav" not in (items[name].get("properties") or "")]
    return numbered(_chapters(data, posixpath.dirname(opf), [str(one.get("href")) for one in chapters], about))


def _chapters(data: bytes, folder: str, names: list[str], about: dict[str, str]) -> Iterator[Parsed]:
    from ingest.parsing.encoding import decode
    from ingest.parsing.html import read_html

    for name in names:
        path = posixpath.normpath(posixpath.join(folder, unquote(name.partition("#")[0])))
        try:
            chapter = read_html(decode(member(data, path)))
        except RefusedError:
            continue
        if len(chapter.text) >= _SHORTEST_CHAPTER or len(names) == 1:
            yield Parsed(
                text=chapter.text,
                title=chapter.title or about.get("title"),
                outlet=about.get("publisher") or about.get("title"),
                author=chapter.author or about.get("creator"),
                published=chapter.published or read_moment(about.get("date")),
                part=name,
            )


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
