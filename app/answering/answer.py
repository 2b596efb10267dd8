"""What answering produces: typed events while it runs, one `Answer` at the end. Knows no page and no model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.answering.verify.verdict import Support
from ingest.language import Language
from vectorstore.hits import Hit


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation, as the reader saw it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from: `quote` is the stored article's text [start:end], verbatim.

    `passage` is the retrieved text around the quote, which starts at `passage_start` of the same article.
    """

    n: int
    article_id: str
    version: int
    title: str
    outlet: str | None
    source: str
    language: Language
    published: date | None
    quote: str
    start: int
    end: int
    passage: str
    passage_start: int


@dataclass(frozen=True, slots=True)
class AnsweredSentence:
    """One sentence of the answer and what checking it said.

    `text` is as shown, with its `[n]` markers. `quoted` is True where the sentence is the article's own
    words, shown as a labelled quote. `reasons` are written in the answer's language.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float
    reasons: tuple[str, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of the chat model over the whole answer; 0 where the provider does not say."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question arrived; `first_token` is None where no word was shown."""

    retrieve: float = 0.0
    first_token: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer: what the command line prints and the page keeps."""

    question: str
    standalone_question: str
    language: Language
    text: str
    refused: bool
    sentences: tuple[AnsweredSentence, ...]
    citations: tuple[Citation, ...]
    sources: tuple[Hit, ...]
    chat_model: str
    embedding_model: str
    timings: Timings = field(default_factory=Timings)
    usage: Usage = field(default_factory=Usage)
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Retrieval is done; comes before the first word. `question` is the standalone question searched for."""

    question: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know, in the reader's language: a fallback, a failed model, a cut answer.

    `code` is a stable key (see app/messages/errors.py); `message` is ready to show.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentence being written, whole so far, markers already renumbered; replaced by the next event."""

    text: str


@dataclass(frozen=True, slots=True)
class Thinking:
    """The model thinks before it writes; comes again and again while it does."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """What was written so far were the model's thoughts: its drafts and sentences are to be forgotten."""


@dataclass(frozen=True, slots=True)
class SentenceDone:
    """A sentence is finished and checked. `citations` are the ones this sentence is the first to use."""

    sentence: AnsweredSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """The last event of every run that was not cancelled."""

    answer: Answer


Event = SourcesFound | Notice | Thinking | Draft | Restarted | SentenceDone | Completed
