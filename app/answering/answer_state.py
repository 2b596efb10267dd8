"""The state of one question while it is answered: what was found, written, spent."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.answering.answer import Answer, CitedSpan, Notice, SentenceDone, Timings, Usage
from app.answering.citing.checking import Checked
from app.answering.citing.composition import Composition
from app.answering.citing.quoting import best_quotes, quote_text, to_quote
from app.answering.evidence.conflicts import conflicting
from app.answering.evidence.responding import asked_for, responds
from app.answering.routing.small_talk import Kind
from app.messages.catalogue import say
from ingest.language import Language
from vectorstore.types import Hit


@dataclass(slots=True)
class AnswerState:
    """One question's way to its answer. `started` is a reading of time.perf_counter."""

    question: str
    language: Language
    chat_model: str
    embedding_model: str
    started: float
    filtered: bool = False
    standalone: str = ""
    style: str = ""  # how it is to be answered, in words to the model
    hits: tuple[Hit, ...] = ()
    items: tuple[CitedSpan, ...] = ()
    sure: bool = False  # whether the library is taken to hold the answer, whatever the model says
    declined: bool = False  # whether a model that can judge said that there is no answer
    composition: Composition = field(default_factory=Composition)
    _refused: bool = False
    _said: str = ""
    _notices: list[str] = field(default_factory=list)
    _written: set[str] = field(default_factory=set)
    _retrieve_ms: float = 0.0
    _first_ms: float | None = None
    _usage: Usage = field(default_factory=Usage)

    def retrieved(self) -> None:
        """Note that the sources are there."""
        self._retrieve_ms = self._elapsed()

    def first_word(self) -> None:
        """Note that a word of the answer is shown; only the first time counts."""
        if self._first_ms is None:
            self._first_ms = self._elapsed()

    def used(self, input_tokens: int, output_tokens: int) -> None:
        """Add to the tokens spent."""
        self._usage = Usage(self._usage.input_tokens + input_tokens, self._usage.output_tokens + output_tokens)

    def notice(self, notice: Notice) -> Notice:
        """Keep a notice for the answer and return it."""
        self._notices.append(notice.message)
        return notice

    def restart(self) -> None:
        """Forget what was written: it was the model's thoughts."""
        self.composition, self._written, self._first_ms = Composition(), set(), None

    def repeats(self, text: str) -> bool:
        """Whether this very sentence was written before: small models loop."""
        seen = text in self._written
        self._written.add(text)
        return seen

    def add(self, checked: Checked) -> SentenceDone:
        """Add a sentence of the model's as it was checked."""
        self.first_word()
        return self.composition.add(checked.text, checked.spans, checked.support, checked.score, checked.reasons)

    def replace(self) -> SentenceDone | None:
        """Put the best quote that is not yet cited in the place of a withheld sentence; None where there is none."""
        able = self._responding()
        if not able:
            return None
        span = to_quote(able[0], self.standalone)
        if self.composition.cites(span):
            return None  # the best quote stands already: a worse one would only pad the answer
        self.first_word()
        reasons = (say("answer", "replaced", self.language),)
        return self.composition.add(quote_text(span, self.language), [span], "supported", 1.0, reasons, quoted=True)

    def quote(self) -> list[SentenceDone]:
        """Answer in the articles' own words; empty where no evidence holds the figure or date that is asked for."""
        spans = best_quotes(self._responding(), self.standalone)
        reasons = (say("answer", "quoted", self.language),)
        return [
            self.composition.add(quote_text(span, self.language), [span], "supported", 1.0, reasons, quoted=True)
            for span in spans
        ]

    def _responding(self) -> list[CitedSpan]:
        """The evidence that can answer the question at all, best first."""
        asked = asked_for(self.question)
        able = [item for item in self.items if responds(item.text, asked)]
        return sorted(able, key=lambda item: -item.score)

    def contrast(self) -> SentenceDone | None:
        """Set another story's report beside the answer where it gives another figure or date; else None."""
        other = conflicting(self.items, self.composition.citations, asked_for(self.question))
        if other is None:
            return None
        span = to_quote(other, self.standalone)
        text = say("answer", "but", self.language, quote=quote_text(span, self.language))
        reasons = (say("answer", "differs", self.language),)
        return self.composition.add(text, [span], "supported", 1.0, reasons, quoted=True)

    def says_nothing(self) -> bool:
        """Whether the model declined and nothing that it said besides is carried by a source."""
        return self.declined and all(one.support in ("unchecked", "unsupported") for one in self.composition.sentences)

    def say(self, kind: Kind) -> Notice:
        """Settle that this was small talk, and return what is said to it: words of the program's, citing nothing."""
        self.standalone = self.question
        self._said = say("small_talk", kind, self.language)
        self.first_word()
        return self.notice(Notice(kind, self._said))

    def refuse(self) -> None:
        """Settle that the library does not answer the question."""
        self._refused = True
        self.composition = Composition()
        self.first_word()

    def answer(self) -> Answer:
        """Return the whole answer."""
        why = "refused" if self.hits else "filtered_out" if self.filtered else "empty_library"
        return Answer(
            question=self.question,
            standalone_question=self.standalone,
            language=self.language,
            text=say("answer", why, self.language) if self._refused else self._said or self.composition.text,
            refused=self._refused,
            sentences=tuple(self.composition.sentences),
            citations=tuple(self.composition.citations),
            sources=self.hits,
            chat_model=self.chat_model,
            embedding_model=self.embedding_model,
            timings=Timings(self._retrieve_ms, self._first_ms, self._elapsed()),
            usage=self._usage,
            notices=tuple(self._notices),
        )

    def _elapsed(self) -> float:
        return round((time.perf_counter() - self.started) * 1000, 1)
