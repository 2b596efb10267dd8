"""Cuts a stream of text and markers into sentences with their evidence numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.answering.citing.citations import Marker, Piece, Text
from ingest.language.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A finished sentence without its markers, and the evidence numbers that stood in or right behind it."""

    text: str
    numbers: tuple[int, ...]


def ends_whole(sentence: str) -> bool:
    """Whether `sentence` ends as sentences do, and not in the middle of one."""
    return sentence.rstrip(" \"'»”’)]").endswith((".", "!", "?", "؟", "…", "۔", "。"))


@dataclass(slots=True)
class SentenceStream:
    """Collects pieces and gives each sentence once the next one has begun, so that trailing markers are in it."""

    _text: str = field(default="", init=False)
    _markers: list[tuple[int, tuple[int, ...]]] = field(default_factory=list, init=False)

    def feed(self, pieces: Sequence[Piece]) -> list[CitedSentence]:
        """Return the sentences that `pieces` finished, in order."""
        for piece in pieces:
            if isinstance(piece, Text):
                self._text += piece.text
            else:
                self._note(piece)
        spans = split_sentences(self._text)
        finished = [
            self._sentence(span.start, span.end, following.start) for span, following in itertools.pairwise(spans)
        ]
        if finished:
            self._drop(spans[-1].start)
        return finished

    def close(self) -> list[CitedSentence]:
        """Return what is left as the last sentences."""
        spans = split_sentences(self._text)
        ends = [*(span.start for span in spans[1:]), len(self._text)][: len(spans)]
        finished = [self._sentence(span.start, span.end, end) for span, end in zip(spans, ends, strict=True)]
        self._text, self._markers = "", []
        return finished

    @property
    def draft(self) -> str:
        """The sentence being written, without markers."""
        return self._text.strip()

    def _note(self, marker: Marker) -> None:
        self._markers.append((len(self._text), marker.numbers))

    def _sentence(self, start: int, end: int, next_start: int) -> CitedSentence:
        first = not self._text[:start].strip()
        numbers = [
            number
            for position, found in self._markers
            if position <= next_start and (position > start or first)
            for number in found
        ]
        # «in 2016 [1] .»: taking the marker out leaves a space before the stop.
        text = self._text[start:end]
        for stop in ".،,؛;:؟?!":
            text = text.replace(f" {stop}", stop)
        return CitedSentence(" ".join(text.split()), tuple(dict.fromkeys(numbers)))

    def _drop(self, length: int) -> None:
        self._text = self._text[length:]
        self._markers = [(at - length, numbers) for at, numbers in self._markers if at > length]
