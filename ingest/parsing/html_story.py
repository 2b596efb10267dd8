"""What an extractor by class names loses of a story, put back from the page itself. Knows no extractor and no head.

A paragraph counts by where it stands: inside the element that holds the story, and in no box of links, forms or
comments. What the box is called is no reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement as Element

from ingest.cleaning.furniture import furniture
from ingest.cleaning.lines import ends_sentence, is_story, is_text, letters_of

_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "option"})
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd mark nobr q rp rt ruby s samp
    small source span strike strong sub sup time tt u var wbr""".split()  # noqa: SIM905
)
_NO_STORY = frozenset(("nav", "footer", "form", "figcaption", "figure", "button", "label", "menu"))
_NO_STORY_NAMES = re.compile(
    r"comment|disqus|cookie|consent|gdpr|paywall|subscri|modal|popup|footer|copyright", re.IGNORECASE
)
_WHOLE = frozenset(("article", "main", "body"))
_OF_STORY = 0.8  # of the story's letters that its container holds
_LINKED = 0.3  # of a box's letters, from which on it is a list of links
_LINK_WORDS = 4  # of a link that is a line of its own: the headline of another story
_MOST_HIDDEN = 0.5  # of the characters of a page
_CELL = 120  # characters of a table's cell, from which on the table is there for the layout


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible line, its letters alone, the block it stands in, and how many of its characters are links."""

    text: str
    letters: str
    block: Element
    linked: int

    @property
    def is_link(self) -> bool:
        return self.linked >= 0.9 * len(self.text.replace(" ", ""))


def prepare(tree: Element) -> None:
    """Make blocks of the elements that HTML does not know, and of layout tables; drop what is hidden."""
    _drop_hidden(tree)
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and ("-" in element.tag or ":" in element.tag):
            element.tag = "div"
    for table in list(tree.iter("table")):
        cells = [cell for cell in table.iter("td", "th") if next(cell.iterancestors("table")) is table]
        if any(len(cell.text_content()) >= _CELL for cell in cells):
            table.tag = "div"
            for inner in table.iter("tbody", "thead", "tr", "td", "th"):
                if next(inner.iterancestors("table"), None) is None:
                    inner.tag = "div"


def _drop_hidden(tree: Element) -> None:
    """Drop what no reader sees, unless it is most of the page: then a program shows it, which is not run here."""
    hidden = tree.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')] | //template")
    outermost = [one for one in hidden if one.tag not in ("html", "body")]
    length = sum(len(one.text_content()) for one in outermost)
    if length <= _MOST_HIDDEN * len(tree.text_content()):
        for one in outermost:
            if one.getparent() is not None:
                one.drop_tree()


def visible(tree: Element) -> list[Seen]:
    """Return the visible lines of a page in order, one to a block."""
    return list(_lines(tree))


def _lines(tree: Element) -> Iterator[Seen]:
    parts: list[str] = []
    linked = hidden = links = 0
    block = tree
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if tag not in _INLINE:
            line = " ".join("".join(parts).split())
            if line:
                yield Seen(line, letters_of(line), block, linked)
            parts, linked = [], 0
            parent = element.getparent()
            block = element if event == "start" else parent if parent is not None else tree
        if tag in _UNSEEN:
            hidden += 1 if event == "start" else -1
        links += (1 if event == "start" else -1) if tag == "a" else 0
        if not hidden:
            text = (element.text if event == "start" else element.tail) or ""
            linked += len("".join(text.split())) if links else 0
            parts.append(text)
    line = " ".join("".join(parts).split())
    if line:
        yield Seen(line, letters_of(line), block, linked)


def unglued(body: str, seen: Sequence[Seen]) -> str:
    """Return the body with each line in the page's own ones, where several paragraphs came out as one line."""
    whole = {one.letters for one in seen}
    lines = body.split("\n")
    return "\n".join(part for line in lines for part in ([line] if letters_of(line) in whole else _parts(line, seen)))


def _parts(line: str, seen: Sequence[Seen]) -> list[str]:
    whole = letters_of(line)
    for start, one in enumerate(seen):
        letters = one.letters
        if not letters or len(letters) >= len(whole) or not whole.startswith(letters):
            continue
        parts = [one.text]
        for other in seen[start + 1 :]:
            letters += other.letters
            if not whole.startswith(letters):
                break
            parts.append(other.text)
            if letters == whole:
                own = sum(ends_sentence(part) for part in parts)
                return parts if own >= 0.6 * len(parts) or (own and len(parts) == 2) else [line]
    return [line]


def put_back(body: str, seen: Sequence[Seen]) -> tuple[str, int]:
    """Return the body with what of the story is missing in it, and how many paragraphs of the page are in neither."""
    whole = letters_of(body)
    kept = {index for index, one in enumerate(seen) if one.letters and one.letters in whole}
    story = [index for index in sorted(kept) if is_text(seen[index].text)]
    alive = list(seen[0].block.getroottree().iter()) if seen else []  # an element is only one object while it is held
    container = _container([seen[index] for index in story])
    if container is None:
        return body, 0
    holding = {id(ancestor) for index in story for ancestor in _above(seen[index].block)}
    judged: dict[int, bool] = {}
    lines = [(line, letters_of(line)) for line in body.split("\n")]
    missing = 0
    for index, one in enumerate(seen):
        if index in kept or not is_text(one.text) or one.is_link or furniture(one.text) is not None:
            continue
        box = _box(one.block, container, holding)
        if box is None:
            continue
        if id(box) not in judged:
            judged[id(box)] = _may_be_story(box)
        if judged[id(box)]:
            _insert(lines, one, seen, kept, index)
            kept.add(index)
        else:
            missing += is_story(one.text) and not _is_apart(one.block)
    del alive
    return "\n".join(line for line, _ in lines), missing


def _container(story: Sequence[Seen]) -> Element | None:
    """Return the smallest element that holds most of the story."""
    held: dict[int, int] = {}
    for one in story:
        for ancestor in _above(one.block):
            held[id(ancestor)] = held.get(id(ancestor), 0) + len(one.text)
    total = sum(len(one.text) for one in story)
    innermost = [one for line in story for one in _above(line.block) if held[id(one)] >= _OF_STORY * total]
    return max(innermost, key=lambda one: sum(1 for _ in one.iterancestors()), default=None)


def _above(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _box(block: Element, container: Element, holding: set[int]) -> Element | None:
    """Return the largest element around a block that holds nothing of the story yet; None outside of its container.

    The lead often stands beside the container, under the headline: so one level above it still belongs to it.
    """
    outer = container.getparent() if container.tag not in _WHOLE else None
    above = list(_above(block))
    if not any(one is outer or one is container for one in above):
        return None
    box = block
    for one in above:
        if id(one) in holding:
            break
        box = one
    return box


def _may_be_story(box: Element) -> bool:
    """Whether a box holds text and neither links to other stories nor anything to fill in."""
    if _is_apart(box) or next(box.iter("form", "input", "textarea", "button"), None) is not None:
        return False
    links = list(box.iter("a"))
    if sum(len(_text(link)) for link in links) > _LINKED * len(_text(box)):
        return False
    if any(len(_text(link).split()) >= _LINK_WORDS and _text(link) == _text(_block_of(link)) for link in links):
        return False
    headed = furniture(next((" ".join(text.split()) for text in map(str, box.itertext()) if text.strip()), ""))
    return headed is None or not headed.takes


def _text(element: Element) -> str:
    return " ".join(element.text_content().split())


def _block_of(link: Element) -> Element:
    return next((one for one in link.iterancestors() if one.tag not in _INLINE), link)


def _is_apart(element: Element) -> bool:
    return any(
        one.tag in _NO_STORY or _NO_STORY_NAMES.search(f"{one.get('class') or ''} {one.get('id') or ''}") is not None
        for one in _above(element)
        if one.tag not in ("body", "html")
    )


def _insert(lines: list[tuple[str, str]], new: Seen, seen: Sequence[Seen], kept: set[int], index: int) -> None:
    """Put a line where the page has it: behind the nearest line before it that is kept, else before the first one."""
    before = (seen[other].letters for other in range(index - 1, -1, -1) if other in kept)
    place = next((at for wanted in before for at in reversed(range(len(lines))) if wanted in lines[at][1]), -1)
    lines.insert(place + 1, (new.text, new.letters))
