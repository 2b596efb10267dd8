"""What answering produces: typed events while it runs, one `Answer` at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.answering.verify.verdict import Support
from ingest.language import Language
from vectorstore.types import ArticleSummary, Hit, ScoredSentence


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation, as the reader saw it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """The stretch [start, end) of a hit's article, as evidence and as what a sentence cites.

    `score` is its relevance in [0, 1] as evidence; `n` its number in the answer, 0 where none of it cites it.
    """

    hit: Hit
    start: int
    end: int
    score: float = 0.0
    n: int = 0

    @property
    def article(self) -> ArticleSummary:
        """The article it is in."""
        return self.hit.article

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]

    @property
    def sentences(self) -> tuple[ScoredSentence, ...]:
        """The hit's sentences that lie within."""
        return tuple(one for one in self.hit.sentences if self.start <= one.start and one.end <= self.end)


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
    citations: tuple[CitedSpan, ...]
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
    citations: tuple[CitedSpan, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """The last event of every run that was not cancelled."""

    answer: Answer


Event = SourcesFound | Notice | Thinking | Draft | Restarted | SentenceDone | Completed
