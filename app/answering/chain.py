"""The chain: condense → retrieve → answer → cite → check, as typed events.

`Assistant.ask` is the door for the program; `as_runnable` gives the same as a LangChain Runnable.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableGenerator

from app.answering.answer import Completed, Event, Notice, SourcesFound, Turn
from app.answering.answer_state import AnswerState
from app.answering.citing.checking import SentenceAligner
from app.answering.conversation import is_follow_up, readings
from app.answering.evidence.answerability import answerable
from app.answering.evidence.choosing import SENTENCES, choose
from app.answering.evidence.finding import Search, find
from app.answering.evidence.responding import asked_for
from app.answering.model_profile import ModelProfile
from app.answering.routing.last_answer import apply, wish_of
from app.answering.routing.small_talk import small_talk
from app.answering.writer import EvidenceGlosser, Writer
from app.messages.catalogue import say
from app.messages.errors import SanadError
from app.models.provider import ChatModels
from ingest.language import Language
from ingest.language.text import detect_language
from vectorstore.types import Filters

LONGEST_QUESTION = 2_000
# Calibrated relevance of the best hit: see docs/decisions/0004-answering.md for how these were measured.
FLOOR, QUOTABLE, SURE = 0.08, 0.15, 0.2
# Likelihood that the evidence answers, by the question's words: see docs/decisions/0007-refusal.md.
UNLIKELY, LIKELY = 0.45, 0.8
# Hits asked for: enough for a model's passages and for the nearest articles of a refusal.
_HITS = 8


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions from the library. Holds no conversation: each call brings its own history.

    Below FLOOR, a calibrated relevance, the library holds no answer; above SURE it does, whatever the model says; in
    between, the answer stands if checking supports a sentence of it. Where no model writes, quotes are shown from
    QUOTABLE on. Where the model can't judge its evidence, the likelihood of an answer has bounds, too: below UNLIKELY
    there is none, and only from LIKELY on is the library sure to hold one.
    """

    search: Search
    models: ChatModels
    profile: ModelProfile
    embedding_model: str
    glosser: EvidenceGlosser | None = None
    aligner: SentenceAligner | None = None

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
        started, language, asked, style = time.perf_counter(), detect_language(question), question, None
        wish = wish_of(question)
        if wish is not None and (again := apply(wish, history)) is not None:
            (question, history, language), style = again, wish.style
        state = AnswerState(
            question, language, self.models.name, self.embedding_model, started, filtered=filters is not None
        )
        if (kind := small_talk(question)) is not None:
            if not any(letter.isalpha() for letter in question) and history:
                state.language = detect_language(history[-1].question)
            yield SourcesFound(question, ())
            yield state.say(kind)
            yield Completed(state.answer())
            return
        # A follow-up leans on what was asked, not on thanks or wishes.
        history = [turn for turn in history if wish_of(turn.question) is None and small_talk(turn.question) is None]
        state.style = say("wish", style, language) if style else ""
        model = self.models.current()
        ways = await self._readings(state, history, model)
        state.standalone, state.hits = await asyncio.to_thread(find, self.search, ways, _HITS, filters)
        state.retrieved()
        yield SourcesFound(state.standalone, state.hits)
        async with aclosing(self._answer(state, model)) as events:
            async for event in events:
                yield event
        yield Completed(replace(state.answer(), question=asked))

    def as_runnable(self) -> Runnable[str, Event]:
        """Return the chain as a LangChain Runnable from a question to events."""

        async def events(questions: AsyncIterator[str]) -> AsyncIterator[Event]:
            question = "".join([piece async for piece in questions])
            async for event in self.ask(question):
                yield event

        return RunnableGenerator(events)

    async def read_prompt(self, language: Language) -> None:
        """Let a model in this program read the unchanging part of its prompt; others keep nothing of what they read."""
        model = self.models.current()
        if model is not None and self.profile.one_script:
            await self._writer(model).read_prompt(language)

    def _writer(self, model: BaseChatModel) -> Writer:
        return Writer(model, self.models.limits, self.profile, self.glosser, self.aligner)

    async def _readings(self, state: AnswerState, history: Sequence[Turn], model: BaseChatModel | None) -> list[str]:
        """Return the question as it stands alone: one way to read it where a model rewrote it, else several."""
        ways = readings(state.question, history)
        if model is None or not self.profile.rewrites or not is_follow_up(state.question, history):
            return ways
        try:
            written = await self._writer(model).condense(state, history)
        except SanadError:
            return ways  # the answer itself will say what is wrong with the model
        return [written] if 0 < len(written) <= LONGEST_QUESTION else ways

    async def _answer(self, state: AnswerState, model: BaseChatModel | None) -> AsyncGenerator[Event, None]:
        relevance = state.hits[0].score if state.hits else 0.0
        if relevance < (QUOTABLE if model is None else FLOOR):
            state.refuse()
            return
        state.items = choose(state.hits, self.profile.policy if model else SENTENCES, asked_for(state.question))
        chance = self._chance(state, model)
        if chance < UNLIKELY:
            state.refuse()
            return
        state.sure = relevance >= SURE and chance >= LIKELY
        failed = False
        if model is None:
            if (notice := self._not_ready(state.language)) is not None:
                yield state.notice(notice)
        else:
            try:
                async with aclosing(self._writer(model).write(state)) as events:
                    async for event in events:
                        yield event
            except SanadError as error:
                failed = True
                key = "partial" if state.composition.sentences else "fallback"
                yield state.notice(
                    Notice(error.code, say("answer", key, state.language, problem=error.message(state.language)))
                )
        if state.says_nothing() and not failed:
            state.refuse()
            return
        unsaid = not state.composition.sentences
        if unsaid and not (state.sure if model is not None and not failed else relevance >= QUOTABLE):
            state.refuse()
            return
        for quote in state.quote() if unsaid else []:
            yield quote
        if not state.composition.sentences:
            state.refuse()
            return
        if (unsaid or self.profile.policy.unit == "sentence") and (other := state.contrast()) is not None:
            yield other

    def _chance(self, state: AnswerState, model: BaseChatModel | None) -> float:
        """Return how likely the evidence answers; 1 where the model is strong enough to see for itself."""
        if model is not None and self.profile.judges:
            return 1.0
        return answerable((state.standalone, state.question), state.hits, state.items)

    def _not_ready(self, language: Language) -> Notice | None:
        """Say why there is no model, unless quoting is what was asked for."""
        status = self.models.status()
        if status.state == "ready":
            return None
        error = status.error or SanadError("model_not_ready", progress=f"{status.percent} %")
        return Notice(error.code, say("answer", "fallback", language, problem=error.message(language)))
