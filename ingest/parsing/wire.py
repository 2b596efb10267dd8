"""Stories as news agencies send them (NITF, NewsML 1, NewsML-G2) to parsed articles. https://iptc.org/standards/"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree

from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_moment
from ingest.parsing.packed import xml
from ingest.parsing.records import numbered, plain

_BLOCKS = ("p", "hl2", "li", "td", "th", "dt", "dd", "pre")


def read_wire(data: bytes) -> Iterator[Parsed | RefusedError]:
    """Yield the stories of a file; one without a text comes as RefusedError `bad_xml`."""
    root = xml(data, "bad_xml")
    items = [one for one in root.iter() if _tag(one) in ("newsitem",)] or [root]
    return numbered(_nitf(item) if _tag(item) == "nitf" else _newsml(item) for item in items)


def _nitf(root: etree._Element) -> Parsed | RefusedError:
    body = _find(root, "body.content")
    lines = _lines(body) if body is not None else []
    if not lines:
        return RefusedError("bad_xml")
    dates = (("date.issue", "norm"), ("story.date", "norm"), ("pubdata", "date.publication"), ("date.release", "norm"))
    holder = _text(root, "copyrite.holder") or _given(root, "doc.copyright", "holder")
    return Parsed(
        text="\n\n".join(lines),
        title=_text(root, "hl1") or _text(root, "title"),
        outlet=_given(root, "pubdata", "name") or _text(root, "distributor") or holder,
        author=_byline(_text(root, "byline")),
        published=_moment(_given(root, name, attribute) for name, attribute in dates),
        url=_given(root, "pubdata", "ex-ref"),
        part=_given(root, "doc-id", "id-string") or "",
    )


def _newsml(root: etree._Element) -> Parsed | RefusedError:
    inner = _find(root, "nitf")
    story = _nitf(inner) if inner is not None else None
    if not isinstance(story, Parsed):
        content = _find(root, "inlinexml", "datacontent", "inlinedata")
        lines = _lines(content) if content is not None else []
        if not lines and content is not None and _line(content):
            lines = [plain("".join(map(str, content.itertext())))]
        if not lines:
            return RefusedError("bad_xml")
        story = Parsed(text="\n\n".join(lines))
    provider = _find(root, "provider")
    named = (_inner(provider, "name") or provider.get("literal")) if provider is not None else None
    writer = _text(root, "by") or _text(root, "byline") or _inner(_find(root, "creator"), "name")
    created = ("firstcreated", "contentcreated", "versioncreated")
    changed = ("contentmodified", "thisrevisioncreated", "versioncreated")
    return Parsed(
        text=story.text,
        title=_text(root, "headline") or story.title or _text(root, "h1"),
        outlet=named or _text(root, "providerid") or story.outlet,
        author=_byline(writer) or story.author,
        published=_moment(_text(root, name) for name in created) or story.published,
        updated=_moment(_text(root, name) for name in changed),
        url=story.url,
        part=root.get("guid") or _text(root, "newsitemid") or story.part,
    )


def _moment(written: Iterable[str | None]) -> date | None:
    return next((found for text in written if (found := read_moment(text)) is not None), None)


def _lines(parent: etree._Element) -> list[str]:
    blocks = [one for one in parent.iter() if _tag(one) in _BLOCKS]
    outer = {id(ancestor) for one in blocks for ancestor in one.iterancestors()}
    return [line for one in blocks if id(one) not in outer and (line := _line(one))]


def _line(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _find(root: etree._Element, *names: str) -> etree._Element | None:
    return next((one for name in names for one in root.iter() if _tag(one) == name), None)


def _inner(element: etree._Element | None, name: str) -> str | None:
    return _text(element, name) if element is not None else None


def _text(root: etree._Element, name: str) -> str | None:
    found = (_line(one) for one in root.iter() if _tag(one) == name)
    return next((text for text in found if text), None)


def _given(root: etree._Element, name: str, attribute: str) -> str | None:
    return next((value for one in root.iter() if _tag(one) == name and (value := one.get(attribute))), None)


def _byline(text: str | None) -> str | None:
    return text.removeprefix("By ").removeprefix("BY ").strip() or None if text else None


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
