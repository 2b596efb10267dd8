"""The lines of printed pages to paragraphs: columns, headings, hyphens, running heads. Knows places, and no PDF."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.cleaning.lines import letters_of

SOFT_HYPHEN = "\u00ad"
_PARTED = re.compile("([^\\W\\d_]+)[\u2010\u00ac\u00ad-]$")
_NEXT_LINE = 1.45  # times the usual distance of lines, from which on a new paragraph starts
_FULL_LINE = 0.85  # of its column's width, from which on the paragraph goes on in the next line
_SAME_SIZE = 0.12  # share by which font sizes of one paragraph differ at most
_INDENT = 0.7  # of the font's size: what the first line of a paragraph is set in by, at least
_EDGE_LINES = 3  # of a page's top and of its bottom, among which running heads and feet are
_APART = 1.7  # of the text's size between a running head and the text
_EDGE_PAGES = 1 / 3  # share of the pages on which a running head stands: left and right pages may have their own
_COLUMN_LINES = 3  # pieces of lines beside each other from which on they are columns
_COLUMN_TEXT = 14  # characters of such a piece, on average: the cells of a table have fewer


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the piece of one that stands in a column, with its edges, baseline and font size in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    right_to_left: bool = False

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines joined; `size` is that of their letters."""

    text: str
    size: float
    page: int


def in_columns(rows: Sequence[Sequence[Line]], *, right_to_left: bool) -> list[Line] | None:
    """Return the pieces of a page's rows column by column; None where the page has no columns, or only a table.

    A line across the gutter (a headline) ends what stands above it: its columns are read before it.
    """
    broken = [row for row in rows if len(row) > 1]
    pieces = [piece for row in broken for piece in row]
    if len(broken) < _COLUMN_LINES or sum(len(one.text) for one in pieces) < _COLUMN_TEXT * len(pieces):
        return None
    most = Counter(len(row) for row in broken).most_common(1)[0][0]
    gaps = [[(one.right + other.left) / 2 for one, other in pairwise(row)] for row in broken if len(row) == most]
    gutters = [median(places) for places in zip(*gaps, strict=True)]
    ordered: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(most)]

    def flush() -> None:
        for column in columns[::-1] if right_to_left else columns:
            ordered.extend(column)
            column.clear()

    for piece in sorted((piece for row in rows for piece in row), key=lambda one: -one.baseline):
        if any(piece.left < gutter - piece.size / 4 and piece.right > gutter + piece.size / 4 for gutter in gutters):
            flush()
            ordered.append(piece)
        else:
            columns[sum((piece.left + piece.right) / 2 > gutter for gutter in gutters)].append(piece)
    flush()
    return ordered


def without_edges(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Return the pages without the lines that come again at their edges, but for their numbers, and these lines.

    A running head is set apart from the text by its letters' size or by white space: what is not stays.
    """
    counted = Counter(key for page in pages for key in {_edge_key(one) for edge in _at_edges(page) for one in edge})
    least = max(2, round(len(pages) * _EDGE_PAGES))
    kept: list[list[Line]] = []
    removed: dict[str, None] = {}
    for page in pages:
        heads: set[int] = set()
        text = median(one.size for one in page) if page else 0.0
        for edge in _at_edges(page):
            for line, following in pairwise(edge):
                apart = (
                    abs(line.baseline - following.baseline) > _APART * text or abs(line.size - text) > _SAME_SIZE * text
                )
                if counted[_edge_key(line)] < least or not apart:
                    break
                heads.add(id(line))
                removed[line.text] = None
        kept.append([line for line in page if id(line) not in heads])
    return kept, list(removed)


def _at_edges(page: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines at the top and those at the bottom, the outermost first, and one more of the text within."""
    by_place = sorted(page, key=lambda line: -line.baseline)
    return by_place[: _EDGE_LINES + 1], by_place[::-1][: _EDGE_LINES + 1]


def _edge_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", letters_of(line.text) or line.text), round(line.size)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Join the lines of each paragraph: near each other, of one size, all but the last reaching their column's edge."""
    steps = _usual_steps(pages)
    words = Counter(word for page in pages for line in page for word in _WORD.findall(line.text.lower()))
    found: list[Paragraph] = []
    waiting: list[Line] = []
    started = 0
    before: _Edges = (0.0, 0.0)
    for number, page in enumerate(pages):
        for position, line in enumerate(page):
            column = _edges(line, page)
            starts = _is_indented(line, column)
            if waiting and (starts or not _reaches(waiting[-1], line, before)):
                near = False
            elif waiting and position:
                near = _is_near(waiting[-1], line, before, column, steps)
            else:
                near = bool(waiting)
            if waiting and not near:
                found.append(_joined(waiting, words, started))
                waiting = []
            started = started if waiting else number
            waiting.append(line)
            before = column
    if waiting:
        found.append(_joined(waiting, words, started))
    return found


_Edges = tuple[float, float]


def _edges(line: Line, page: Sequence[Line]) -> _Edges:
    """Return the edges of the column of a line: of the lines of its size that overlap it, and do not lie across it."""
    same = [one for one in page if _same_size(one, line) and _overlap(one, line)]
    usual = max(line.width, median(one.width for one in same) if same else 0.0)
    fitting = [one for one in same if one.width <= 1.5 * usual] or [line]
    return min(one.left for one in fitting), max(one.right for one in fitting)


def _overlap(one: Line, other: Line) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.width, other.width)


def _reaches(one: Line, other: Line, column: _Edges) -> bool:
    """Whether a line is full, and the next one of the same letters, so that it may go on there."""
    return _same_size(one, other) and one.width >= _FULL_LINE * (column[1] - column[0])


def _is_near(one: Line, other: Line, here: _Edges, there: _Edges, steps: dict[int, float]) -> bool:
    """Whether a line is the next one in its column, or stands at the head of the next column."""
    step = one.baseline - other.baseline
    if step > 0:
        return step <= _NEXT_LINE * steps.get(round(one.size), 1.3 * one.size)
    return abs(there[0] - here[0]) >= one.size


def _is_indented(line: Line, column: _Edges) -> bool:
    indent = column[1] - line.right if line.right_to_left else line.left - column[0]
    return _INDENT * line.size <= indent <= 6 * line.size


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _usual_steps(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """Return the usual distance of two lines of each font size."""
    steps: defaultdict[int, list[float]] = defaultdict(list)
    for page in pages:
        for one, other in pairwise(page):
            step = one.baseline - other.baseline
            if _same_size(one, other) and 0 < step <= 3 * one.size:
                steps[round(one.size)].append(step)
    return {size: median(sorted(found)[: max(1, (len(found) * 3 + 3) // 4)]) for size, found in steps.items()}


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _joined(lines: Sequence[Line], words: Counter[str], page: int) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text = _with_next(text, line.text, words)
    text = text.rstrip(SOFT_HYPHEN).replace(SOFT_HYPHEN, "")
    return Paragraph(text, median(line.size for line in lines), page)


def _with_next(text: str, following: str, words: Counter[str]) -> str:
    """Join two lines; a hyphen between them goes where it only parts a word, as far as the other words tell."""
    ends = _PARTED.search(text)
    begins = re.match(r"[^\W\d_]+", following)
    if ends is None or begins is None or not (begins[0][0].islower() or begins[0][0].isupper()):
        return text[:-1] + following if text.endswith(SOFT_HYPHEN) else f"{text} {following}"
    if begins[0][0].isupper():  # "Al-" and "Jazari"
        return text + following
    parted = f"{ends[1]}-{begins[0]}".lower()
    if text[-1] == "-" and words[parted] and not words[parted.replace("-", "")]:
        return text + following
    return text[:-1] + following


def headline(found: Sequence[Paragraph]) -> str | None:
    """Return the headline: the paragraph near the top that is set clearly larger than the text."""
    sizes = [one.size for one in found for _ in range(max(1, len(one.text) // 40))]
    if not sizes:
        return None
    text = median(sizes)
    top: Iterator[Paragraph] = (one for one in found[:6] if one.page == 0 and len(one.text.split()) >= 2)
    largest = max(top, key=lambda one: one.size, default=None)
    return largest.text if largest is not None and largest.size >= 1.25 * text and len(largest.text) <= 250 else None
