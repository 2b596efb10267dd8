"""Texts to vectors with the bundled model: tokens, windows, batches, mean pooling. Knows no library and no setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from vectorstore.e5 import graph, weights
from vectorstore.e5.tokens import Tokenizer
from vectorstore.e5.weights import Floats

# Tokens that go through the model at once, padding included: 2,460 a second on two cores; 2,060 with four times as
# many, and 110 MB more.
TOKENS_A_RUN = 512


@dataclass(frozen=True, slots=True)
class _Window:
    """As many tokens of a text as the model reads at once."""

    text: int
    tokens: list[int]


class E5:
    """The model, loaded: some 0.4 s and 100 MB. Any thread may use it; threads share the cores."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the weights of the installed package, or of another file. Raises WeightsError."""
        read = weights.read(path or weights.bundled())
        self._marks = read.vocabulary
        self._window = read.longest - 2
        self._tokenizer = Tokenizer(read.vocabulary)
        self._words = read.matrices[weights.WORDS]
        self._places: Floats = (
            read.vectors["emb.pos"].reshape(-1, read.hidden) + read.vectors["emb.type"][: read.hidden]
        )
        options = onnxruntime.SessionOptions()
        # Threads that wait sleep: spinning ones take the cores from a chat model that runs at the same time.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(graph.build(read), options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text, not normalised: the mean of its tokens' vectors, however long it is.

        A text longer than the model reads at once is read in windows without overlap, whose means count by their
        tokens. `texts` begin with "query: " or "passage: ", as the model was trained.
        """
        sums = np.zeros((len(texts), self._places.shape[1]), np.float32)
        counts = np.zeros((len(texts), 1), np.float32)
        windows = sorted(self._windows(texts), key=lambda window: len(window.tokens))
        for batch in _batches(windows):
            for window, mean in zip(batch, self._means(batch), strict=True):
                count = max(len(window.tokens), 1)
                sums[window.text] += count * mean
                counts[window.text] += count
        return sums / counts

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text itself has."""
        return len(self._tokenizer.tokens(text))

    def _windows(self, texts: Sequence[str]) -> Iterator[_Window]:
        for number, text in enumerate(texts):
            tokens = self._tokenizer.tokens(text)
            for start in range(0, max(len(tokens), 1), self._window):
                yield _Window(number, tokens[start : start + self._window])

    def _means(self, windows: Sequence[_Window]) -> Floats:
        longest = max(len(window.tokens) for window in windows) + 2
        tokens = np.full((len(windows), longest), self._marks.padding, np.intp)
        mask = np.zeros((len(windows), longest), np.int32)
        for row, window in enumerate(windows):
            marked = [self._marks.begin, *window.tokens, self._marks.end]
            tokens[row, : len(marked)] = marked
            mask[row, : len(marked)] = 1
        embeddings = self._words.rows(tokens) + self._places[:longest]
        (states,) = self._session.run(["states"], {"embeddings": embeddings, "mask": mask})
        means: Floats = np.einsum("nth,nt->nh", states, mask.astype(np.float32)) / mask.sum(axis=1, keepdims=True)
        return means


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
