"""Groups as tokens, in batches of like length, and the frozen layers' states of every text, made once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from train.groups import Group, Reading
from vectorstore.encoder.tokens import Tokenizer
from vectorstore.encoder.weights import WORDS, Weights

LONGEST_CONTEXT = 256  # tokens; longer ones are cut
LONGEST_TEXT = 256
TOKENS_A_BATCH = 6_000  # of texts, padding included
READINGS = 12  # of a group in one row of a batch, and twice as many in an epoch: the others come in other epochs


@dataclass(frozen=True, slots=True)
class Cut:
    """A reading with its tokens; `span` are the first and last token of the answer."""

    reading: Reading
    tokens: list[int]
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CutGroup:
    """A group with its tokens."""

    group: Group
    context: list[int]
    readings: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The tokens of each group's context, and the readings in their order."""

    contexts: tuple[list[int], ...]
    readings: tuple[tuple[Cut, ...], ...]


class Cutter:
    """Cuts texts into the encoder's tokens and looks up their embeddings."""

    def __init__(self, weights: Weights) -> None:
        self.marks = weights.vocabulary
        self._tokenizer = Tokenizer(weights.vocabulary)
        self._words = weights.matrices[WORDS]
        self._places = (
            weights.vectors["emb.pos"].reshape(-1, weights.hidden) + weights.vectors["emb.type"][: weights.hidden]
        )

    def cut(self, group: Group) -> CutGroup:
        """Return the group with its tokens."""
        return CutGroup(
            group,
            self._marked(self._tokenizer.tokens(group.context)[: LONGEST_CONTEXT - 2]),
            tuple(self._cut(reading) for reading in group.readings),
        )

    def embeddings(self, tokens: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return the token embeddings with their places', in the shape of `tokens` with the width added."""
        found: npt.NDArray[np.float32] = self._words.rows(tokens) + self._places[: tokens.shape[-1]]
        return found

    def _marked(self, tokens: list[int]) -> list[int]:
        return [self.marks.begin, *tokens, self.marks.end]

    def _cut(self, reading: Reading) -> Cut:
        tokens = self._tokenizer.tokens(reading.text)
        span: tuple[int, int] | None = None
        if reading.answer is not None:
            start, end = reading.answer
            if start < end:
                first = len(self._tokenizer.tokens(reading.text[:start].rstrip()))
                last = len(self._tokenizer.tokens(reading.text[:end].rstrip())) - 1
                span = (first + 1, max(first, last) + 1) if last < LONGEST_TEXT - 2 else None
        return Cut(reading, self._marked(tokens[: LONGEST_TEXT - 2]), span)


def batches(groups: Sequence[CutGroup], chance: random.Random | None) -> Iterator[Batch]:
    """Yield batches of groups alike in length; shuffled, and of some readings only, where `chance` is given."""
    chosen: list[tuple[CutGroup, tuple[Cut, ...]]] = []
    for group in groups:
        readings = list(group.readings)
        if chance is not None:
            chance.shuffle(readings)
            readings = sorted(readings[: 2 * READINGS], key=lambda cut: len(cut.tokens))
        chosen += [(group, tuple(readings[at : at + READINGS])) for at in range(0, len(readings), READINGS)]
    chosen = [one for one in chosen if one[1]]

    def size(one: tuple[CutGroup, tuple[Cut, ...]]) -> tuple[int, int]:
        noise = chance.random() * 12 if chance is not None else 0.0
        longest = max(len(cut.tokens) for cut in one[1])
        return (len(one[1]) // 4, int(longest + noise) // 8 * 1000 + len(one[0].context))

    chosen.sort(key=size)
    made: list[list[tuple[CutGroup, tuple[Cut, ...]]]] = [[]]
    for one in chosen:
        together = [*made[-1], one]
        readings = max(len(cuts) for _, cuts in together)
        longest = max(len(cut.tokens) for _, cuts in together for cut in cuts)
        context = max(len(group.context) for group, _ in together)
        if made[-1] and len(together) * (readings * longest + context) > TOKENS_A_BATCH:
            made.append([one])
        else:
            made[-1].append(one)
    if chance is not None:
        chance.shuffle(made)
    for rows in made:
        yield Batch(tuple(group.context for group, _ in rows), tuple(cuts for _, cuts in rows))


class Kept:
    """The frozen layers' states of every text that was met, in bfloat16."""

    def __init__(self, run: Callable[[npt.NDArray[np.float32], npt.NDArray[np.bool_]], Tensor], cutter: Cutter) -> None:
        self._run = run
        self._cutter = cutter
        self._states: dict[tuple[int, ...], Tensor] = {}

    def add(self, groups: Iterable[CutGroup]) -> None:
        """Make the states of all texts of the groups that are not there yet."""
        wanted = {
            tuple(tokens) for group in groups for tokens in (group.context, *(cut.tokens for cut in group.readings))
        }
        missing = sorted(wanted - self._states.keys(), key=len)
        while missing:
            longest = len(missing[-1])
            count = max(1, TOKENS_A_BATCH // longest)
            part, missing = missing[-count:], missing[:-count]
            tokens = np.full((len(part), longest), self._cutter.marks.padding, np.intp)
            for row, one in enumerate(part):
                tokens[row, : len(one)] = one
            states = self._run(self._cutter.embeddings(tokens), tokens != self._cutter.marks.padding)
            for row, one in enumerate(part):
                self._states[one] = states[row, : len(one)].clone()

    def load(self, path: Path) -> None:
        """Take over what `save` wrote, where there is such a file."""
        if path.exists():
            saved = torch.load(path, weights_only=True)
            ends = saved["ends"].tolist()
            tokens = saved["tokens"].tolist()
            for start, end in zip([0, *ends], ends, strict=False):
                self._states[tuple(tokens[start:end])] = saved["states"][start:end]

    def save(self, path: Path) -> None:
        """Write all states, so that the next run need not make them."""
        keys = list(self._states)
        ends = torch.tensor([len(key) for key in keys]).cumsum(0)
        tokens = torch.tensor([number for key in keys for number in key], dtype=torch.int32)
        torch.save({"ends": ends, "tokens": tokens, "states": torch.cat([self._states[key] for key in keys])}, path)

    def stack(self, rows: Sequence[Sequence[int]], longest: int) -> Tensor:
        """Return (rows, longest, hidden), zero beyond a text's end."""
        first = next(iter(self._states.values()))
        made = torch.zeros(len(rows), longest, first.shape[1], dtype=first.dtype)
        for row, tokens in enumerate(rows):
            if tokens:
                made[row, : len(tokens)] = self._states[tuple(tokens)]
        return made
