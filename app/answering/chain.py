"""The chain: condense → retrieve → answer → cite → check, as typed events. Knows no web page and no provider.

`Assistant.ask` is the door for the program; `as_runnable` gives the same as a LangChain Runnable.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableGenerator

import prompts
from app.answering.answer import Completed, Draft, Event, Notice, SentenceDone, SourcesFound, Turn
from app.answering.checking import Checked, Checker
from app.answering.citations import CitationParser
from app.answering.conversation import is_follow_up, readings, transcript
from app.answering.evidence import PASSAGES, SENTENCES, EvidencePolicy, choose, render
from app.answering.finding import Searcher, find
from app.answering.guard import Instructions, plain
from app.answering.meter import AnswerMeter, Similarity
from app.answering.responding import adds_nothing, asked_for, responds
from app.answering.run import Run
from app.answering.script import script_grammar
from app.answering.sentences import CitedSentence, SentenceStream
from app.answering.wording import says_no_answer, wording
from app.errors import SanadError
from app.models.provider import ChatModels
from app.models.streaming import TextChunk, stream_chat
from ingest.article import Language
from ingest.text import detect_language
from vectorstore.hits import Filters

LONGEST_QUESTION = 2_000
# Calibrated relevance of the best hit: see docs/decisions/0004-answering.md for how these were measured.
FLOOR, QUOTABLE, SURE = 0.08, 0.15, 0.2
# Hits asked for: enough for a model's passages and for the nearest articles of a refusal.
_HITS = 8


class EvidenceGlosser(Protocol):
    """Adds translations of names and numbers to evidence in another language than the answer's."""

    def gloss(self, text: str, source: Language, target: Language, *, question: str = "") -> str:
        """Return `text` with glosses in brackets."""


@dataclass(frozen=True, slots=True)
class Style:
    """How to work with one kind of chat model.

    `prompt` names a file of prompts/. `strict` withholds unsupported sentences. `rewrites` lets the model make
    follow-ups stand alone. `sentences` is how many of its sentences are taken. `one_script`
    keeps it in the answer's alphabet (llama.cpp only). `bind` goes to the model's call.
    """

    prompt: Literal["answer", "answer_local"]
    policy: EvidencePolicy
    strict: bool
    rewrites: bool
    sentences: int
    one_script: bool = False
    bind: Mapping[str, Any] = field(default_factory=dict)


# One short sentence is what the 1.5B model can be trusted with; 110 tokens hold it in either language. What it adds
# on further lines is invention.
SMALL = Style(
    "answer_local",
    SENTENCES,
    strict=True,
    rewrites=False,
    sentences=2,
    one_script=True,
    bind={"stop": ["\n"], "extra_body": {"max_tokens": 110, "cache_prompt": True}},
)
STRONG = Style("answer", PASSAGES, strict=False, rewrites=True, sentences=12)


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions from the library. Holds no conversation: each call brings its own history.

    Below `floor`, a calibrated relevance, the library holds no answer; above `sure` it does, whatever the model
    says; in between, the answer stands if checking supports a sentence of it. Where no model writes, quotes are
    shown from `quotable` on.
    """

    searcher: Searcher
    models: ChatModels
    style: Style
    embedding_model: str
    floor: float = FLOOR
    quotable: float = QUOTABLE
    sure: float = SURE
    glosser: EvidenceGlosser | None = None
    similarity: Similarity | None = None

    async def ask(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        """Yield SourcesFound, then drafts, finished sentences and notices, last Completed.

        Closing the generator stops the model. Raises SanadError for a question that cannot be asked, and
        where searching itself fails; a failing chat model is a Notice, and the answer quotes the articles.
        """
        question = question.strip()
        if not question:
            raise SanadError("empty_question")
        if len(question) > LONGEST_QUESTION:
            raise SanadError("question_too_long", length=len(question), limit=LONGEST_QUESTION)
        run = Run(question, detect_language(question), self.models.name, self.embedding_model, time.perf_counter())
        model = self.models.current()
        ways = await self._readings(run, history, model)
        run.standalone, run.hits = await asyncio.to_thread(find, self.searcher, ways, _HITS, filters)
        run.retrieved()
        yield SourcesFound(run.standalone, run.hits)
        async with aclosing(self._answer(run, model)) as events:
            async for event in events:
                yield event
        yield Completed(run.answer())

    def as_runnable(self) -> Runnable[str, Event]:
        """Return the chain as a LangChain Runnable from a question to events."""

        async def events(questions: AsyncIterator[str]) -> AsyncIterator[Event]:
            question = "".join([piece async for piece in questions])
            async for event in self.ask(question):
                yield event

        return RunnableGenerator(events)

    async def read_prompt(self, language: Language) -> None:
        """Let the model read the unchanging part of the prompt, so that its first answer begins sooner."""
        model = self.models.current()
        if model is None or not self.style.one_script:  # only a model in this program keeps what it has read
            return
        messages = prompts.load(self.style.prompt, language).format_messages(evidence="", question="")
        once: dict[str, Any] = {"extra_body": {"max_tokens": 1, "cache_prompt": True}}
        async with aclosing(stream_chat(model, messages, self.models.limits, **once)) as chunks:
            async for _ in chunks:
                return

    async def _readings(self, run: Run, history: Sequence[Turn], model: BaseChatModel | None) -> list[str]:
        """Return the question as it stands alone: one way to read it where a model rewrote it, else several."""
        ways = readings(run.question, history)
        if model is None or not self.style.rewrites or not is_follow_up(run.question, history):
            return ways
        prompt = prompts.load("condense", run.language)
        messages = prompt.format_messages(history=transcript(history), question=run.question)
        try:
            written = "".join([chunk async for chunk in self._text(model, messages, run)]).strip().strip('"«»“”')
        except SanadError:
            return ways  # the answer itself will say what is wrong with the model
        return [written] if 0 < len(written) <= LONGEST_QUESTION else ways

    async def _answer(self, run: Run, model: BaseChatModel | None) -> AsyncGenerator[Event, None]:
        relevance = run.hits[0].score if run.hits else 0.0
        if relevance < (self.quotable if model is None else self.floor):
            run.refuse()
            return
        run.items = choose(run.hits, self.style.policy if model else SENTENCES, asked_for(run.question))
        failed = False
        if model is None:
            if (notice := self._not_ready(run.language)) is not None:
                yield run.notice(notice)
        else:
            try:
                async with aclosing(self._written(run, model)) as events:
                    async for event in events:
                        yield event
            except SanadError as error:
                failed = True
                key = "partial" if run.composition.sentences else "fallback"
                yield run.notice(Notice(error.code, wording(key, run.language, problem=error.message(run.language))))
        unsaid = not run.composition.sentences
        if unsaid and relevance < (self.sure if model is not None and not failed else self.quotable):
            run.refuse()
            return
        for quote in run.quote() if unsaid else []:
            yield quote
        if not run.composition.sentences:
            run.refuse()
            return
        if (unsaid or self.style.policy.unit == "sentence") and (other := run.contrast()) is not None:
            yield other

    async def _written(self, run: Run, model: BaseChatModel) -> AsyncGenerator[Event, None]:
        meter = AnswerMeter(self.similarity, run.hits) if self.similarity else None
        checker = Checker(run.items, run.language, run.standalone, meter)
        parser, stream = CitationParser(len(run.items)), SentenceStream()
        messages = self._messages(run)
        given = Instructions.of(str(messages[0].content))
        async with aclosing(self._text(model, messages, run, self._grammar(run))) as texts:
            async for text in texts:
                for sentence in stream.feed(parser.feed(text)):
                    if (event := await self._settle(run, checker, given, sentence)) is not None:
                        yield event
                if len(run.composition.sentences) >= self.style.sentences:
                    return
                draft = plain(stream.draft)
                if draft and not says_no_answer(draft) and not given.leak_in(draft):
                    run.first_word()
                    yield Draft(draft)
        for sentence in [*stream.feed(parser.close()), *stream.close()]:
            if (event := await self._settle(run, checker, given, sentence)) is not None:
                yield event

    async def _settle(
        self, run: Run, checker: Checker, given: Instructions, written: CitedSentence
    ) -> SentenceDone | None:
        """Check one finished sentence; None where it is withheld and nothing stands in its place."""
        sentence = CitedSentence(plain(written.text), written.numbers)
        if not any(letter.isalnum() for letter in sentence.text) or given.leak_in(sentence.text):
            return None
        if says_no_answer(sentence.text) or run.repeats(sentence.text):
            return None
        checked = await asyncio.to_thread(checker.check, sentence)
        if self.style.strict and not self._stands(run, checked):
            return run.replace() if run.hits[0].score >= self.sure else None
        return run.add(checked)

    def _stands(self, run: Run, checked: Checked) -> bool:
        """Whether a sentence may stand in a strict answer: an answer, and supported.

        Where retrieval is sure, partly will do; where it is not, nothing at all may speak against the sentence.
        """
        sure = run.hits[0].score >= self.sure
        enough = checked.support != "unsupported" if sure else checked.support == "supported" and not checked.reasons
        return (
            enough
            and responds(checked.text, asked_for(run.question))
            and not adds_nothing(checked.text, run.standalone)
        )

    def _messages(self, run: Run) -> list[BaseMessage]:
        prompt = prompts.load(self.style.prompt, run.language)

        def gloss(text: str, source: Language) -> str:
            if self.glosser is None or self.style.policy.unit == "passage":
                return text
            return self.glosser.gloss(text, source, run.language, question=run.standalone)

        return prompt.format_messages(evidence=render(run.items, self.style.policy, gloss), question=run.standalone)

    def _grammar(self, run: Run) -> Mapping[str, Any]:
        if not self.style.one_script:
            return {}
        given = " ".join([run.standalone, *(item.text for item in run.items)])
        body = self.style.bind.get("extra_body", {})
        return {"extra_body": {**body, "grammar": script_grammar(run.language, given)}}

    async def _text(
        self,
        model: BaseChatModel,
        messages: list[BaseMessage],
        run: Run,
        bound: Mapping[str, Any] = MappingProxyType({}),
    ) -> AsyncGenerator[str, None]:
        bind = {**self.style.bind, **bound}
        async with aclosing(stream_chat(model, messages, self.models.limits, **bind)) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, TextChunk):
                    yield chunk.text
                else:
                    run.used(chunk.input_tokens, chunk.output_tokens)

    def _not_ready(self, language: Language) -> Notice | None:
        """Say why there is no model, unless quoting is what was asked for."""
        status = self.models.status()
        if status.state == "ready":
            return None
        error = status.error or SanadError("model_not_ready", progress=f"{status.percent} %")
        return Notice(error.code, wording("fallback", language, problem=error.message(language)))
