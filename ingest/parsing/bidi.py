"""The characters of one line as they stand on paper, to the order in which they are read. Knows no page and no font.

PDFs store what is drawn, and readers of PDFs guess the order of Arabic word by word, often wrongly. Here it follows
from the places of the characters: the inverse of https://www.unicode.org/reports/tr9/ for one level of embedding.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_RIGHT_TO_LEFT = ("R", "AL")
_NUMBER = ("EN", "AN")
_IN_NUMBERS = ".,:/٫٬"  # behind Arabic letters a hyphen or a per cent sign is no part of a number (rules W2, W4, W5)
_PAIRS = ("()", "[]", "{}", "«»", "‹›", "“”")
# Of the font's size. In Arabic pages printed by Chromium the gap behind an unjoined letter is .17 at most and between
# words .15 at least, so the file's own spaces decide where it has them; where their place is lost, it is the gap.
_WORD_GAP = 0.13
_SURE_GAP = 0.6
_SPACE_WIDTH = 0.05


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its left and right edge, its baseline and its font's size, all in points.

    `word` and `run` count the spaces and the line breaks that the file has before it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    word: int = 0
    run: int = 0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def is_right_to_left(glyphs: Sequence[Glyph]) -> bool:
    """Whether most letters of a line run from right to left."""
    kinds = [unicodedata.bidirectional(glyph.text[0]) for glyph in glyphs]
    return sum(kind in _RIGHT_TO_LEFT for kind in kinds) > sum(kind == "L" for kind in kinds)


def read_line(glyphs: Sequence[Glyph], *, right_to_left: bool | None = None) -> str:
    """Return the text of one line, spaces between its words restored.

    `right_to_left` is the direction of the text around it, which decides where the line's own letters do not:
    a line of mostly Latin names may be part of an Arabic paragraph.
    """
    clusters = _clusters(glyphs)
    arabic, latin = (any(cluster.kind == kind for cluster in clusters) for kind in ("right", "left"))
    if is_right_to_left(glyphs) or (right_to_left and (arabic or not latin)):
        parts = _turned(clusters[::-1], _left_to_right_runs(clusters[::-1]))
    else:
        parts = _turned(clusters, _right_to_left_runs(clusters))
    return _with_brackets("".join(parts))


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A base character with its marks, or a space."""

    text: str
    kind: str


def _clusters(glyphs: Sequence[Glyph]) -> list[_Cluster]:
    """Return bases from left to right, each followed by the marks above or below it; spaces where gaps are."""
    marks = [glyph for glyph in glyphs if unicodedata.category(glyph.text[0]) == "Mn"]
    bases = sorted(
        (glyph for glyph in glyphs if unicodedata.category(glyph.text[0]) != "Mn"), key=lambda glyph: glyph.middle
    )
    over: dict[int, str] = {}
    for mark in marks:
        nearest = min(
            (index for index, base in enumerate(bases) if not base.text.isspace()),
            key=lambda index: abs(bases[index].middle - mark.middle),
            default=None,
        )
        if nearest is not None:
            over[nearest] = over.get(nearest, "") + mark.text
    clusters: list[_Cluster] = []
    edge, last = 0.0, None
    for index, base in enumerate(bases):
        if base.text.isspace():
            space = base.right - base.left > _SPACE_WIDTH * base.size
        else:
            ending = clusters[-1].text if clusters else ""  # alef with tanwin, left of its word, ends that word
            gap = base.left - _covered(marks, edge, base.left)
            space = last is not None and ending != "ا\u064b" and _is_apart(last, base, gap)
        if space and clusters and clusters[-1].kind != "space":
            clusters.append(_Cluster(" ", "space"))
        if not base.text.isspace():
            clusters.append(_Cluster(base.text + over.get(index, ""), _kind(base.text)))
            edge, last = (base.right if last is None else max(edge, base.right)), base
    return clusters


def _is_apart(one: Glyph, other: Glyph, gap: float) -> bool:
    """Whether a space lies between two neighbours: where the file has one, or where the gap says so.

    Of brackets and quotation marks the library changes the order, so only their gaps tell.
    """
    if one.run == other.run and one.text.isalnum() and other.text.isalnum():
        return one.word != other.word or gap > _SURE_GAP * other.size
    return gap > _WORD_GAP * other.size


def _covered(marks: Sequence[Glyph], edge: float, until: float) -> float:
    """Return how far from `edge` towards `until` marks fill the gap: a wide mark pushes its letters apart."""
    for mark in sorted(marks, key=lambda mark: mark.left):
        if mark.left <= edge + _WORD_GAP * mark.size and edge < mark.right <= until + mark.size:
            edge = min(mark.right, until)
    return edge


def _kind(text: str) -> str:
    kind = unicodedata.bidirectional(text[0])
    return "right" if kind in _RIGHT_TO_LEFT else "number" if kind in _NUMBER else "left" if kind == "L" else "neutral"


def _left_to_right_runs(clusters: Sequence[_Cluster]) -> list[tuple[int, int]]:
    """Return the stretches [start, end) of Latin words and numbers in a right-to-left line."""
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(clusters):
        if clusters[index].kind not in ("left", "number"):
            index += 1
            continue
        start, latin, last = index, False, index
        while index < len(clusters):
            cluster = clusters[index]
            if cluster.kind in ("left", "number"):
                latin = latin or cluster.kind == "left"
                last = index
            elif cluster.kind == "right" or index - last > 2 or not _joins(clusters, index, latin=latin):
                break
            index += 1
        runs.append((start, last + 1))
        index = last + 1
    return runs


def _joins(clusters: Sequence[_Cluster], index: int, *, latin: bool) -> bool:
    """Whether the mark or space at `index` may belong to the run before it: in Latin text any, in numbers a few."""
    ahead = next((cluster.kind for cluster in clusters[index:] if cluster.kind not in ("space", "neutral")), "")
    return latin or clusters[index].text in _IN_NUMBERS or ahead == "left"


def _right_to_left_runs(clusters: Sequence[_Cluster]) -> list[tuple[int, int]]:
    """Return the stretches [start, end) of Arabic words in a left-to-right line."""
    runs: list[tuple[int, int]] = []
    start = last = -1
    for index, cluster in enumerate(clusters):
        if cluster.kind == "right":
            start, last = (index if start < 0 else start), index
        elif cluster.kind in ("left", "number") and start >= 0:
            runs.append((start, last + 1))
            start = -1
    return [*runs, (start, last + 1)] if start >= 0 else runs


def _turned(clusters: Sequence[_Cluster], runs: Sequence[tuple[int, int]]) -> list[str]:
    texts = [cluster.text for cluster in clusters]
    for start, end in runs:
        texts[start:end] = texts[start:end][::-1]
    return texts


def _with_brackets(text: str) -> str:
    """Return `text` with every bracket opening or closing as its neighbours say.

    Drawn brackets are mirrored or not, by the program that made the PDF and by the one that reads it.
    """
    letters = list(text)
    for pair in _PAIRS:
        opened = False
        for index, letter in enumerate(letters):
            if letter not in pair:
                continue
            previous = letters[index - 1 : index] if index else []
            before = not previous or previous[0].isspace() or previous[0] in "([{«“\"'"
            following = letters[index + 1 : index + 2]
            after = not following or following[0].isspace() or following[0] in ")]}»”.,،؛:؟!\"'"
            opens = before if before != after else not opened
            letters[index] = pair[0] if opens else pair[1]
            opened = opens
    return "".join(letters)
