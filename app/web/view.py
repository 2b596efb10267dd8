"""One question and its answer so far: events folded into plain data. Knows no HTML, page or model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.answering.answer import (
    Answer,
    AnsweredSentence,
    CitedSpan,
    Completed,
    Draft,
    Event,
    Notice,
    Restarted,
    SentenceDone,
    SourcesFound,
    Thinking,
    Turn,
)
from ingest.language import Language
from vectorstore.types import Hit

Stage = Literal["searching", "writing", "done", "stopped", "failed"]

HISTORY_TURNS = 6  # as many exchanges as a follow-up question plausibly points back to


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what has been answered so far; `draft` is the sentence now being written.

    `thinking` says that the model thinks and does not write yet.

    `told` says of a failed one that its last notice names the cause.
    """

    question: str
    stage: Stage = "searching"
    language: Language = "en"
    hits: tuple[Hit, ...] = ()
    sentences: tuple[AnsweredSentence, ...] = ()
    citations: tuple[CitedSpan, ...] = ()
    draft: str = ""
    notices: tuple[Notice, ...] = ()
    answer: Answer | None = None
    told: bool = False
    thinking: bool = False

    @property
    def text(self) -> str:
        """Return the finished sentences as one text."""
        return self.answer.text if self.answer else " ".join(sentence.text for sentence in self.sentences)

    @property
    def running(self) -> bool:
        """Return whether more events are to come."""
        return self.stage in ("searching", "writing")


def advance(exchange: Exchange, event: Event) -> Exchange:
    """Return `exchange` after `event`."""
    match event:
        case SourcesFound(hits=hits):
            return replace(exchange, stage="writing", hits=hits)
        case Notice():
            return replace(exchange, notices=(*exchange.notices, event))
        case Draft(text=text):
            return replace(exchange, stage="writing", draft=text, thinking=False)
        case Thinking():
            return replace(exchange, stage="writing", thinking=True)
        case Restarted():
            return replace(exchange, draft="", sentences=(), citations=())
        case SentenceDone(sentence=sentence, citations=citations):
            return replace(
                exchange,
                draft="",
                sentences=(*exchange.sentences, sentence),
                citations=(*exchange.citations, *citations),
            )
        case Completed(answer=answer):
            return replace(
                exchange,
                stage="done",
                draft="",
                language=answer.language,
                hits=answer.sources,
                sentences=answer.sentences,
                citations=answer.citations,
                answer=answer,
            )


def stop(exchange: Exchange, stage: Literal["stopped", "failed"] = "stopped") -> Exchange:
    """Return `exchange` cut off where it is; one that had ended stays as it was."""
    return replace(exchange, stage=stage, draft="") if exchange.running else exchange


def history(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    """Return the last exchanges that have an answer, oldest first, as the chain wants them."""
    answered = [Turn(exchange.question, exchange.text) for exchange in exchanges if exchange.text]
    return tuple(answered[-HISTORY_TURNS:])
