"""A Word document to what its reader sees, once and in order: changes accepted, boxes and tables in their places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.documents import Parsed, RefusedError
from ingest.parsing.packed import check_unpacked, member, xml

_BAD = "bad_docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Deleted, moved away, or the second copy of a box for older programs.
_UNSEEN = frozenset(
    (
        "del",
        "moveFrom",
        "Fallback",
        "rubyPr",
        "rt",
        "instrText",
        "delText",
        "sectPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sdtPr",
        "pPr",
        "rPr",
    )
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_TITLES = ("title", "heading1", "heading 1", "العنوان1")


def read_docx(data: bytes) -> Parsed:
    """Return the text of a document. Raises RefusedError `bad_docx` or `too_large`."""
    check_unpacked(data, _BAD)
    body = next((one for one in xml(member(data, "word/document.xml", _BAD), _BAD) if _tag(one) == "body"), None)
    if body is None:
        raise RefusedError(_BAD)
    styles = _styles(data)
    lines: list[str] = []
    title: str | None = None
    for paragraph, text in _paragraphs(body):
        if title is None and text.strip() and styles.get(_style(paragraph), _style(paragraph)).lower() in _TITLES:
            title = " ".join(text.split())
        lines.append(text)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        lines.extend(_notes(data, part))
    return Parsed(text="\n\n".join(lines), title=title)


def _paragraphs(parent: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the paragraphs below `parent` in order; one whose mark was deleted goes on in the next one."""
    waiting = ""
    last: etree._Element | None = None
    for paragraph in _shown(parent, "p"):
        boxes: list[tuple[etree._Element, str]] = []
        text = waiting + "".join(_inline(paragraph, boxes))
        waiting = ""
        mark = paragraph.find(f"{_W}pPr/{_W}rPr")
        if mark is not None and (mark.find(f"{_W}del") is not None or mark.find(f"{_W}moveFrom") is not None):
            waiting, last = text, paragraph
        else:
            yield paragraph, text
        yield from boxes
    if waiting and last is not None:
        yield last, waiting


def _shown(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the nearest elements of a name below `parent`, as far as they are seen."""
    for element in parent:
        tag = _tag(element)
        if tag == wanted:
            yield element
        elif tag not in _UNSEEN:
            yield from _shown(element, wanted)


def _inline(element: etree._Element, boxes: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """Yield the text of a paragraph; what stands in boxes beside it goes to `boxes`."""
    for child in element:
        tag = _tag(child)
        if tag == "txbxContent":
            boxes.extend(_paragraphs(child))
        elif tag == "t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag == "sym":
            continue
        elif tag not in _UNSEEN and not (tag == "r" and _is_hidden(child)):
            yield from _inline(child, boxes)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def _styles(data: bytes) -> dict[str, str]:
    """Return the names of the styles by their ids: ids are translated, names are not."""
    try:
        root = xml(member(data, "word/styles.xml", _BAD), _BAD)
    except RefusedError:
        return {}
    names = ((style, style.find(f"{_W}name")) for style in root if _tag(style) == "style")
    return {str(style.get(f"{_W}styleId")): str(name.get(f"{_W}val")) for style, name in names if name is not None}


def _notes(data: bytes, part: str) -> Iterator[str]:
    try:
        root = xml(member(data, part, _BAD), _BAD)
    except RefusedError:
        return
    for note in root:
        if note.get(f"{_W}type") is None:  # the separators have one
            yield from (text for _, text in _paragraphs(note))


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
