"""Data: the lines of a page, with what has been decided about each so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from ingest.article import Removed
from ingest.cleaning.furniture import Furniture, furniture
from ingest.cleaning.lines import ends_sentence, is_story, letters_of

_WRAPPED = (40, 100)  # characters of a full line of a hard-wrapped text


class Page:
    """Lines in order; each is kept until a rule takes it off with a reason."""

    def __init__(self, text: str) -> None:
        self.lines: tuple[str, ...] = tuple(_lines(text))
        self.letters: tuple[str, ...] = tuple(letters_of(line) for line in self.lines)
        self.furniture: tuple[Furniture | None, ...] = tuple(furniture(line) for line in self.lines)
        self.story: tuple[bool, ...] = tuple(
            is_story(line) and found is None for line, found in zip(self.lines, self.furniture, strict=True)
        )
        self._reasons: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def remove(self, index: int, reason: str) -> None:
        """Take line `index` off; the first reason stays."""
        self._reasons.setdefault(index, reason)

    def restore(self, index: int) -> None:
        """Put line `index` back."""
        self._reasons.pop(index, None)

    def is_kept(self, index: int) -> bool:
        return index not in self._reasons

    @property
    def headline(self) -> int:
        """Index of the line that was taken for the headline; -1 where none was."""
        return next((index for index, reason in self._reasons.items() if reason == "title"), -1)

    def kept(self, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Yield the indices of the kept lines in [start, end)."""
        return (index for index in range(start, len(self) if end is None else end) if index not in self._reasons)

    @property
    def first_story(self) -> int:
        """Index of the first kept paragraph of text; the number of lines where there is none."""
        return next((index for index in self.kept() if self.story[index]), len(self))

    @property
    def last_story(self) -> int:
        """Index of the last kept paragraph of text; -1 where there is none."""
        return next((index for index in reversed(range(len(self))) if self.is_kept(index) and self.story[index]), -1)

    @property
    def text(self) -> str:
        return "\n".join(self.lines[index] for index in self.kept())

    @property
    def removed(self) -> tuple[Removed, ...]:
        return tuple(Removed(self.lines[index], reason) for index, reason in sorted(self._reasons.items()))


def _lines(text: str) -> Iterator[str]:
    blocks = [[" ".join(line.split()) for line in block.split("\n")] for block in re.split(r"\n[^\S\n]*\n\s*", text)]
    blocks = [[line for line in block if line] for block in blocks]
    if _is_wrapped(blocks):
        yield from (_joined(block) for block in blocks if block)
    else:
        for block in blocks:
            yield from block


def _is_wrapped(blocks: Sequence[Sequence[str]]) -> bool:
    """Whether lines are cut at a width: in blocks of several lines, nearly equally long ones end in mid-sentence."""
    inner = [line for block in blocks if len(block) > 1 for line in block[:-1]]
    if len(inner) < 3 or sum(map(len, inner)) < 0.3 * sum(len(line) for block in blocks for line in block):
        return False
    width = median(map(len, inner))
    even = sum(0.6 * width <= len(line) <= 1.3 * width for line in inner)
    open_ended = sum(not ends_sentence(line) for line in inner)
    return _WRAPPED[0] <= width <= _WRAPPED[1] and even >= 0.8 * len(inner) and open_ended >= 0.6 * len(inner)


def _joined(block: Sequence[str]) -> str:
    joined = block[0]
    for line in block[1:]:
        hyphenated = re.search(r"[a-z]-$", joined) and line[:1].islower()
        joined = joined[:-1] + line if hyphenated else f"{joined} {line}"
    return joined
