"""What the library hands out: stored articles, passages, vectors. Plain data: knows no database or index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.article import Article
from ingest.language import Language, Span
from vectorstore.hits import ArticleSummary
from vectorstore.late_interaction import Signs
from vectorstore.passage_terms import NO_TERMS, Terms

Kind = Literal["passage", "sentence"]
State = Literal["published", "superseded", "staged", "held", "removed"]
Vector: TypeAlias = npt.NDArray[np.float32]

KINDS: tuple[Kind, ...] = ("passage", "sentence")
LANGUAGES: tuple[Language, ...] = ("ar", "en")


SEPARATOR = "."  # between a passage's id and its sentences' offsets
AFTER_SENTENCES = chr(ord(SEPARATOR) + 1)  # what follows a passage's id is greater than all of its sentences' ids


def sentence_id(passage_id: str, passage_start: int, sentence: Span) -> str:
    """Return the id of a sentence's vector: its passage's id and its offsets within the passage.

    The passage's id depends on its text, so the sentence's id follows the sentence's text too, and an
    edit elsewhere in the article leaves it as it was.
    """
    return f"{passage_id}{SEPARATOR}{sentence.start - passage_start}{SEPARATOR}{sentence.end - passage_start}"


def passage_of(vector_id: str) -> str:
    """Return the passage id that a passage's or a sentence's vector id belongs to."""
    return vector_id.partition(SEPARATOR)[0]


@dataclass(frozen=True, slots=True)
class StageResult:
    """What staging did: `version` is the staged one, or the published one where nothing changed."""

    article_id: str
    outcome: Literal["added", "updated", "unchanged"]
    version: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A version that is stored and waits to become searchable; `texts` are its passages plus sentences."""

    article_id: str
    version: int
    title: str
    texts: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One stored version of an article, with everything that ingestion knew.

    `state`: `published` is what searches find; `superseded` an earlier version, kept so that citations
    made from it still resolve; `staged` is not searchable yet; `held` shares too little with the published one and
    waits to be confirmed; `removed` means that the article was removed by an editor and only its text is kept, for
    those citations.
    """

    article: Article
    state: State
    summary: ArticleSummary


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as stored: `text == article.text[start:end]` of that `version`.

    `sentences` are offsets into the article's text. `article` describes the article it belongs to, `terms` are the
    words as searches compare them.
    """

    passage_id: str
    article_id: str
    version: int
    ordinal: int
    start: int
    end: int
    text: str
    title: str
    language: Language
    sentences: tuple[Span, ...]
    article: ArticleSummary
    terms: Terms = NO_TERMS

    @property
    def sentence_ids(self) -> tuple[str, ...]:
        """The ids of the sentences' vectors, in the order of `sentences`."""
        return tuple(sentence_id(self.passage_id, self.start, sentence) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class NewVector:
    """A vector to keep: `vector_id` is a passage's id or a `sentence_id`; with a passage's, its tokens' signs."""

    vector_id: str
    kind: Kind
    language: Language
    vector: Vector
    signs: Signs | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """The mean vectors of one language's published passages and sentences (not normalised), and how many.

    Zero vectors of the right length where there is none yet; length 0 in a library without any vector.
    """

    passage: Vector
    sentence: Vector
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the library holds: published articles and passages, and versions that wait to be published."""

    articles: int
    passages: int
    pending: int
