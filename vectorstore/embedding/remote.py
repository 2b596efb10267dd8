"""Any LangChain embeddings behind the `Embedder` protocol, within what their server takes. Knows no library."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore.embedding.embedders import (
    INPUT_VERSION,
    EmbeddingError,
    LocalEmbeddings,
    VectorSizeError,
    WithoutTokens,
    safe,
    unit,
)
from vectorstore.types import Vector

_Rows = TypeVar("_Rows")

_TOO_LONG = re.compile(
    r"(input|text|sequence|prompt)s?\b.{0,60}(too (large|long)|less than)|context.{0,3}length|token", re.I
)
_BATCH = re.compile(
    r"batch|too many (inputs|items)|(list|array|inputs?)\b.{0,40}(at most|maximum|larger|longer|length)", re.I
)
_REFUSED = frozenset({400, 413, 422, 500})
_BUSY = frozenset({429, 502, 503, 504, 529})
_TRIES, _LONGEST_WAIT = 8, 60.0
_SHORTEST_TEXT = 200  # characters; what a server refuses even so is refused for another reason


class LangChainEmbedder(WithoutTokens):
    """LangChain Embeddings: batches as large as the server takes, rate limits obeyed, vectors of one size.

    `sizes` is a file that remembers the size of each model's vectors, so that it is part of the fingerprint before
    anything is asked; with `anew` it is measured again.
    """

    BATCH = 64  # texts a request: providers take more, but a lost request costs less

    def __init__(
        self,
        embeddings: Embeddings,
        name: str,
        counter: LocalEmbeddings | None = None,
        *,
        sizes: Path | None = None,
        anew: bool = False,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.embeddings = embeddings
        self._name = name
        self._counter = counter or LocalEmbeddings()
        self._sizes = sizes
        self._sleep = sleep
        self._batch = self.BATCH
        self._lock = threading.Lock()
        self._size = None if anew else self._remembered()

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """See `Embedder`. Asks the model once where the size of its vectors is not known. Raises EmbeddingError."""
        if self._size is None:
            self.embed_query("size")
        return f"{self._name}, input {INPUT_VERSION}, {self._size} dimensions"

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""
        vectors: list[Vector] = []
        at = 0
        while at < len(texts):
            batch = [safe(text) for text in texts[at : at + self._batch]]
            vectors.extend(self._embedded(batch))
            at += len(batch)
        return vectors

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        (vector,) = self._sized([self._patiently(lambda: self.embeddings.embed_query(safe(text)))], 1)
        return vector

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        return self._counter.count_tokens(text)

    def _embedded(self, batch: list[str]) -> list[Vector]:
        """Return the vectors of `batch`, in as many requests as the server wants of it."""
        try:
            return self._sized(self._patiently(lambda: self.embeddings.embed_documents(batch)), len(batch))
        except EmbeddingError as error:
            cause, said = error.__cause__, str(error)
            if cause is None or _status(cause) not in _REFUSED:
                raise
            if len(batch) > 1:
                fitting = _bound(said, len(batch)) if _BATCH.search(said) else None
                if fitting is not None:
                    self._batch = min(self._batch, fitting)
                step = fitting or (len(batch) + 1) // 2
                return [vector for at in range(0, len(batch), step) for vector in self._embedded(batch[at : at + step])]
            if not _TOO_LONG.search(said) or len(batch[0]) <= _SHORTEST_TEXT:
                raise
            return self._embedded([batch[0][: len(batch[0]) * 2 // 3]])

    def _patiently(self, ask: Callable[[], _Rows]) -> _Rows:
        """Return what `ask` gives, as soon as a busy server lets it. Raises EmbeddingError."""
        for attempt in range(_TRIES):
            try:
                return ask()
            except Exception as error:  # the boundary to any provider's library
                if attempt + 1 == _TRIES or _status(error) not in _BUSY:
                    raise EmbeddingError(f"{self._name}: {error}") from error
                self._sleep(_wait(error, attempt))
        raise AssertionError("the last attempt returns or raises")

    def _sized(self, rows: Sequence[Sequence[float]], wanted: int) -> list[Vector]:
        if len(rows) != wanted:
            raise EmbeddingError(f"{self._name}: {len(rows)} vectors for {wanted} texts")
        vectors = [unit(np.asarray(row, dtype=np.float32)) for row in rows]
        for vector in vectors:
            with self._lock:
                known, self._size = self._size, len(vector)
                if known != self._size:
                    self._remember()
            if known is not None and known != len(vector):
                raise VectorSizeError(self._name, known, len(vector))
        return vectors

    def _all_sizes(self) -> dict[str, int]:
        if self._sizes is not None:
            with suppress(OSError, ValueError):
                found = json.loads(self._sizes.read_text("utf-8"))
                return found if isinstance(found, dict) else {}
        return {}

    def _remembered(self) -> int | None:
        return self._all_sizes().get(self._name)

    def _remember(self) -> None:
        if self._sizes is not None and self._size is not None:
            with suppress(OSError):  # a folder that may only be read: it is asked again the next time
                self._sizes.write_text(json.dumps({**self._all_sizes(), self._name: self._size}), "utf-8")


def _bound(said: str, size: int) -> int | None:
    """Return the largest number below `size` in the server's complaint: what it takes at once."""
    return max((number for number in map(int, re.findall(r"\d{1,4}", said)) if 0 < number < size), default=None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _ in range(8):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _status(error: BaseException) -> int | None:
    for cause in _causes(error):
        for holder in (cause, getattr(cause, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int):
                return status
    return None


def _wait(error: BaseException, attempt: int) -> float:
    for cause in _causes(error):
        asked = getattr(getattr(cause, "response", None), "headers", {}).get("retry-after", "")
        if re.fullmatch(r"\d+(\.\d+)?", asked):
            return min(_LONGEST_WAIT, float(asked))
    return min(_LONGEST_WAIT, float(2**attempt))
