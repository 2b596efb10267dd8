"""What passes between the folders: articles, passages, words, vectors, hits. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.article import Article
from ingest.language import Language, Span

Kind = Literal["passage", "sentence"]
State = Literal["published", "superseded", "staged", "held", "removed"]
Vector: TypeAlias = npt.NDArray[np.float32]
TokenBits: TypeAlias = npt.NDArray[np.uint8]

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
class ArticleSummary:
    """What is shown of an article wherever it is listed or cited.

    `published_at` is the moment of publication where the source gives one, `updated_at` when this version was stored
    (ISO 8601, UTC). `story_id` is shared by near-duplicate articles, which count as one source; it is the article's
    own id where there is no twin.
    """

    article_id: str
    version: int
    title: str
    outlet: str | None
    author: str | None
    source: str
    language: Language
    published: date | None
    updated: date | None
    passages: int
    updated_at: str
    story_id: str
    published_at: datetime | None = None


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
class Terms:
    """A passage's words as searches compare them, a line a sentence: see `vectorstore/library/passage_terms.py`.

    `title` and `body` are stems; `names` are consonant skeletons, with the title's on its first line.
    """

    title: str = ""
    body: str = ""
    names: str = ""


NO_TERMS = Terms()


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
class Tokens:
    """A text's tokens: `bits`, (tokens, bytes), and `rarity`, (tokens,), what each counts as part of a question.

    A token's vector is kept as one bit for each of its numbers, whether that is above zero. Without a row where the
    model gives none. The bytes are a multiple of eight, which are compared at once.
    """

    bits: TokenBits
    rarity: Vector

    def __len__(self) -> int:
        return len(self.bits)


def no_tokens() -> Tokens:
    """Return the tokens of a text whose model gives none."""
    return Tokens(np.zeros((0, 0), np.uint8), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class NewVector:
    """A vector to keep: `vector_id` is a passage's id or a `sentence_id`; with a passage's, its tokens' bits."""

    vector_id: str
    kind: Kind
    language: Language
    vector: Vector
    token_bits: TokenBits | None = None


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


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a hit: offsets into the article's text, and how well it fits the question, in [0, 1]."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of one article found for a question: one passage, or neighbouring passages joined.

    `text` is the article's text [start:end], verbatim. `score` is a calibrated relevance in [0, 1],
    comparable across languages. `rank` starts at 1.
    """

    rank: int
    score: float
    article: ArticleSummary
    start: int
    end: int
    text: str
    sentences: tuple[ScoredSentence, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found. Empty means all. Dates are inclusive and compare with `published`."""

    outlets: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
