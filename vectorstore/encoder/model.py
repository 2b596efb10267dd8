"""Texts to vectors with the bundled model: tokens, windows, batches, pooling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from vectorstore.encoder import graph, weights
from vectorstore.encoder.tokens import Tokenizer
from vectorstore.encoder.weights import Floats
from vectorstore.types import TokenBits, Tokens

# Tokens that go through the model at once, padding included: 2,460 a second on two cores; 2,060 with four times as
# many, and 110 MB more.
TOKENS_A_RUN = 512
# A token counts, as part of a question, by how much less probable than e**-6 the vocabulary says it is in text of a
# hundred languages: a comma not at all, "the" 1, rare names 7 or 8. Exponents of 5 to 9 measure alike. Those that
# count 3 or less are left out of questions and passages: that leaves two thirds of them, and ranks no worse.
COMMON = -6.0
LEAST = 3.0
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Window:
    """As many tokens of a text as the model reads at once, from token `start` on."""

    text: int
    start: int
    tokens: list[int]


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: `places`, [start, end) of each, and its tokens: `owner`, whose word each is, `rarity` and
    `directions` (tokens, hidden), what each means where it stands."""

    places: tuple[tuple[int, int], ...]
    owner: npt.NDArray[np.intp]
    rarity: Floats
    directions: Floats


class E5:
    """The model, loaded: some 0.4 s and 100 MB. Any thread may use it; threads share the cores."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the weights of the installed package, or of another file. Raises WeightsError."""
        read = weights.read(path or weights.bundled())
        self._marks = read.vocabulary
        self._window = read.longest - 2
        self._tokenizer = Tokenizer(read.vocabulary)
        self._rarity: Floats = np.maximum(COMMON - np.array(read.vocabulary.scores, np.float32), 0)
        self._words = read.matrices[weights.WORDS]
        self._places: Floats = (
            read.vectors["emb.pos"].reshape(-1, read.hidden) + read.vectors["emb.type"][: read.hidden]
        )
        options = onnxruntime.SessionOptions()
        # Threads that wait sleep: spinning ones take the cores from a chat model that runs at the same time.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(graph.build(read), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str], prefix: str) -> tuple[Floats, list[Tokens]]:
        """Return a row for each text, not normalised: the mean of its tokens' vectors, and its telling tokens.

        A text longer than the model reads at once is read in windows without overlap, whose means count by their
        tokens. `prefix` is "query: " or "passage: ", as the model was trained; its own tokens are not returned,
        nor are common ones, unless there is no other.
        """
        hidden = self._places.shape[1]
        read = [self._tokenizer.tokens(prefix + text) for text in texts]
        sums = np.zeros((len(texts), hidden), np.float32)
        bits = [np.zeros((len(tokens), hidden // 8), np.uint8) for tokens in read]
        windows = sorted(self._windows(read), key=lambda window: len(window.tokens))
        for batch in _batches(windows):
            for window, mean, rows in zip(batch, *self._run(batch), strict=True):
                count = len(window.tokens)
                sums[window.text] += count * mean
                bits[window.text][window.start : window.start + count] = rows[1 : count + 1]
        counts = np.array([len(tokens) for tokens in read], np.float32).reshape(-1, 1)
        skipped = len(self._tokenizer.tokens(prefix.rstrip()))
        tokens = [
            _telling(rows[skipped:], self._rarity[numbers[skipped:]]) for rows, numbers in zip(bits, read, strict=True)
        ]
        return sums / counts, tokens

    def read_words(self, texts: Sequence[str]) -> list[Words]:
        """Return each text's words with their tokens' directions, one row a token. The first window of each is read."""
        found: list[Words] = []
        for text in texts:
            places = [match.span() for match in _WORD.finditer(text)]
            cut = [self._tokenizer.tokens(text[start:end]) for start, end in places]
            tokens = [number for word in cut for number in word][: self._window]
            owner = [place for place, word in enumerate(cut) for _ in word][: self._window]
            marked = np.array([[self._marks.begin, *tokens, self._marks.end]], np.intp)
            inputs = {"embeddings": self._words.rows(marked) + self._places[: marked.shape[1]]}
            (rows,) = self._session.run(["directions"], {**inputs, "mask": np.ones(marked.shape, np.int32)})
            found.append(Words(tuple(places), np.array(owner, np.intp), self._rarity[tokens], rows[0, 1:-1]))
        return found

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text itself has."""
        return len(self._tokenizer.tokens(text))

    def _windows(self, read: Sequence[list[int]]) -> Iterator[_Window]:
        for number, tokens in enumerate(read):
            for start in range(0, len(tokens), self._window):
                yield _Window(number, start, tokens[start : start + self._window])

    def _run(self, windows: Sequence[_Window]) -> tuple[Floats, TokenBits]:
        """Return each window's mean, and its tokens' bits, the marks of beginning and end among them."""
        longest = max(len(window.tokens) for window in windows) + 2
        tokens = np.full((len(windows), longest), self._marks.padding, np.intp)
        mask = np.zeros((len(windows), longest), np.int32)
        for row, window in enumerate(windows):
            marked = [self._marks.begin, *window.tokens, self._marks.end]
            tokens[row, : len(marked)] = marked
            mask[row, : len(marked)] = 1
        embeddings = self._words.rows(tokens) + self._places[:longest]
        states, bits = self._session.run(["states", "bits"], {"embeddings": embeddings, "mask": mask})
        means: Floats = np.einsum("nth,nt->nh", states, mask.astype(np.float32)) / mask.sum(axis=1, keepdims=True)
        return means, np.packbits(bits, axis=-1)


def _telling(bits: TokenBits, rarity: Floats) -> Tokens:
    telling = rarity > LEAST
    return Tokens(bits[telling], rarity[telling]) if telling.any() else Tokens(bits, rarity)


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Yield windows, the shortest first, in runs of about TOKENS_A_RUN tokens."""
    batch: list[_Window] = []
    for window in windows:
        if batch and (len(batch) + 1) * (len(window.tokens) + 2) > TOKENS_A_RUN:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
