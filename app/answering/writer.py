"""Lets a chat model write an answer and settles each of its sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

import prompts
from app.answering.answer import Draft, Event, SentenceDone, Turn
from app.answering.answer_state import AnswerState
from app.answering.citing.checking import Checked, Checker, SentenceAligner
from app.answering.citing.citations import CitationParser
from app.answering.citing.sentences import CitedSentence, SentenceStream
from app.answering.conversation import transcript
from app.answering.evidence.choosing import render
from app.answering.evidence.responding import adds_nothing, asked_for, responds
from app.answering.model_profile import ModelProfile
from app.answering.no_answer import is_bare, says_no_answer
from app.answering.output_filter import Instructions, plain
from app.answering.script import script_grammar
from app.messages.catalogue import say
from app.models.limits import Limits
from app.models.streaming import TextChunk, stream_chat
from ingest.language import Language


class EvidenceGlosser(Protocol):
    """Adds translations of names and numbers to evidence in another language than the answer's."""

    def gloss(self, text: str, source: Language, target: Language, *, question: str = "") -> str:
        """Return `text` with glosses in brackets."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes with `model`, in the way of its `profile`."""

    model: BaseChatModel
    limits: Limits
    profile: ModelProfile
    glosser: EvidenceGlosser | None = None
    aligner: SentenceAligner | None = None

    async def condense(self, state: AnswerState, history: Sequence[Turn]) -> str:
        """Return the question rewritten so that it stands alone. Raises SanadError where the model fails."""
        messages = prompts.load("condense", state.language).format_messages(
            history=transcript(history), question=state.question
        )
        return "".join([text async for text in self._text(messages, state)]).strip().strip('"«»“”')

    async def read_prompt(self, language: Language) -> None:
        """Let the model read the unchanging part of the prompt, so that its first answer begins sooner."""
        messages = prompts.load(self.profile.prompt, language).format_messages(evidence="", question="")
        once: dict[str, Any] = {"extra_body": {"max_tokens": 1, "cache_prompt": True}}
        async with aclosing(stream_chat(self.model, messages, self.limits, **once)) as chunks:
            async for _ in chunks:
                return

    async def write(self, state: AnswerState) -> AsyncGenerator[Event, None]:
        """Yield drafts and settled sentences. Raises SanadError where the model fails."""
        checker = Checker(state.items, state.language, state.standalone, self.aligner)
        parser, stream = CitationParser(len(state.items)), SentenceStream()
        messages = self._messages(state)
        given = Instructions.of(str(messages[0].content))
        async with aclosing(self._text(messages, state, self._grammar(state))) as texts:
            async for text in texts:
                for sentence in stream.feed(parser.feed(text)):
                    if (event := await self._settle(state, checker, given, sentence)) is not None:
                        yield event
                if len(state.composition.sentences) >= self.profile.sentences:
                    return
                draft = plain(stream.draft)
                if draft and not says_no_answer(draft) and not given.leak_in(draft):
                    state.first_word()
                    yield Draft(draft)
        for sentence in [*stream.feed(parser.close()), *stream.close()]:
            if (event := await self._settle(state, checker, given, sentence)) is not None:
                yield event

    async def _settle(
        self, state: AnswerState, checker: Checker, given: Instructions, written: CitedSentence
    ) -> SentenceDone | None:
        """Check one finished sentence; None where it is withheld and nothing stands in its place."""
        sentence = CitedSentence(plain(written.text), written.numbers)
        if not any(letter.isalnum() for letter in sentence.text) or given.leak_in(sentence.text):
            return None
        if state.repeats(sentence.text):
            return None
        if says_no_answer(sentence.text):
            return self._decline(state, sentence.text)
        checked = await asyncio.to_thread(checker.check, sentence)
        if self.profile.strict and not self._stands(state, checked):
            return state.replace() if state.sure else None
        return state.add(checked)

    def _decline(self, state: AnswerState, text: str) -> SentenceDone | None:
        """Take a model that can judge at its word where it finds no answer: said as it is, never ticked."""
        if not self.profile.judges:
            return None
        state.declined = True
        if is_bare(text):
            return None
        return state.add(Checked(text, (), "unchecked", 0.0, (say("answer", "declines", state.language),)))

    def _stands(self, state: AnswerState, checked: Checked) -> bool:
        """Whether a sentence may stand in a strict answer: an answer, and supported.

        Where the library surely holds the answer, partly will do; else nothing at all may speak against the sentence.
        """
        enough = (
            checked.support != "unsupported" if state.sure else checked.support == "supported" and not checked.reasons
        )
        return (
            enough
            and responds(checked.text, asked_for(state.question))
            and not adds_nothing(checked.text, state.standalone)
        )

    def _messages(self, state: AnswerState) -> list[BaseMessage]:
        prompt = prompts.load(self.profile.prompt, state.language)

        def gloss(text: str, source: Language) -> str:
            if self.glosser is None or self.profile.policy.unit == "passage":
                return text
            return self.glosser.gloss(text, source, state.language, question=state.standalone)

        return prompt.format_messages(
            evidence=render(state.items, self.profile.policy, gloss), question=state.standalone
        )

    def _grammar(self, state: AnswerState) -> Mapping[str, Any]:
        if not self.profile.one_script:
            return {}
        given = " ".join([state.standalone, *(item.text for item in state.items)])
        body = self.profile.bind.get("extra_body", {})
        return {"extra_body": {**body, "grammar": script_grammar(state.language, given)}}

    async def _text(
        self,
        messages: list[BaseMessage],
        state: AnswerState,
        bound: Mapping[str, Any] = MappingProxyType({}),
    ) -> AsyncGenerator[str, None]:
        bind = {**self.profile.bind, **bound}
        async with aclosing(stream_chat(self.model, messages, self.limits, **bind)) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, TextChunk):
                    yield chunk.text
                else:
                    state.used(chunk.input_tokens, chunk.output_tokens)
