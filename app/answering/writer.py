"""Lets a chat model write an answer and settles each of its sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage

import prompts
from app.answering.answer import Draft, Event, Notice, Restarted, SentenceDone, Thinking, Turn
from app.answering.answer_language import is_in
from app.answering.answer_state import AnswerState
from app.answering.citing.checking import Checked, Checker, SentenceAligner
from app.answering.citing.reply import ReplyReader
from app.answering.citing.sentences import CitedSentence, ends_whole
from app.answering.conversation import transcript
from app.answering.evidence.choosing import render
from app.answering.evidence.responding import adds_nothing, asked_for, responds
from app.answering.model_profile import ModelProfile
from app.answering.no_answer import is_bare, says_no_answer
from app.answering.output_filter import Instructions, plain
from app.answering.script import script_grammar
from app.messages.catalogue import say
from app.messages.errors import SanadError
from app.models.failures import name_of
from app.models.limits import Limits
from app.models.streaming import ThoughtChunk, UsageChunk, read_chat, stream_chat
from ingest.language import Language


class EvidenceGlosser(Protocol):
    """Adds translations of names and numbers to evidence in another language than the answer's."""

    def gloss(self, text: str, source: Language, target: Language, *, question: str = "") -> str:
        """Return `text` with glosses in brackets."""


class _OtherLanguage(Exception):
    """The model answers in another language than the question's."""


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
        text, usage = await read_chat(self.model, messages, self.limits, **self.profile.bind)
        state.used(usage.input_tokens, usage.output_tokens)
        return text.strip().strip('"«»“”')

    async def read_prompt(self, language: Language) -> None:
        """Let the model read the unchanging part of the prompt, so that its first answer begins sooner."""
        messages = prompts.load(self.profile.prompt, language).format_messages(evidence="", question="")
        once: dict[str, Any] = {"extra_body": {"max_tokens": 1, "cache_prompt": True}}
        async with aclosing(stream_chat(self.model, messages, self.limits, **once)) as chunks:
            async for _ in chunks:
                return

    async def write(self, state: AnswerState) -> AsyncGenerator[Event, None]:
        """Yield drafts and settled sentences. Raises SanadError where the model fails.

        An answer that begins in another language than the question's is asked for once more; then it is marked.
        """
        messages = self._messages(state)
        try:
            async with aclosing(self._write(state, messages, may_refuse=not self.profile.one_script)) as events:
                async for event in events:
                    yield event
            return
        except _OtherLanguage:
            state.restart()
            yield Restarted()
        insisting = HumanMessage(say("answer", "insist", state.language))
        async with aclosing(self._write(state, [*messages, insisting], may_refuse=False)) as events:
            async for event in events:
                yield event
        if state.composition.sentences and not is_in(state.composition.text, state.language):
            message = say("answer", "other_language", state.language, model=name_of(self.model))
            yield state.notice(Notice("other_language", message))

    async def _write(
        self, state: AnswerState, messages: list[BaseMessage], *, may_refuse: bool
    ) -> AsyncGenerator[Event, None]:
        checker = Checker(state.items, state.language, state.standalone, self.aligner)
        reply, cut_off = ReplyReader(len(state.items)), False
        given = Instructions.of(str(messages[0].content))
        bind = {**self.profile.bind, **self._grammar(state)}
        async with aclosing(stream_chat(self.model, messages, self.limits, **bind)) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, UsageChunk):
                    state.used(chunk.input_tokens, chunk.output_tokens)
                    cut_off = chunk.truncated
                    continue
                if isinstance(chunk, ThoughtChunk):
                    if chunk.retracts:
                        state.restart()
                        reply = ReplyReader(len(state.items))
                        yield Restarted()
                    if not state.composition.sentences:
                        yield Thinking()
                    continue
                for sentence in reply.feed(chunk.text):
                    if may_refuse and not state.composition.sentences and not is_in(sentence.text, state.language):
                        raise _OtherLanguage
                    if (event := await self._settle(state, checker, given, sentence)) is not None:
                        yield event
                if len(state.composition.sentences) >= self.profile.sentences:
                    return
                draft = plain(reply.draft)
                if draft and not says_no_answer(draft) and not given.leak_in(draft):
                    state.first_word()
                    yield Draft(draft)
        left = reply.close()
        if may_refuse and left and not state.composition.sentences and not is_in(left[0].text, state.language):
            raise _OtherLanguage
        half = left.pop() if cut_off and left and not ends_whole(left[-1].text) else None
        for sentence in left:
            if (event := await self._settle(state, checker, given, sentence)) is not None:
                yield event
        # The small model's bound is ours and holds what is wanted of it: nothing for the reader to raise.
        if half is not None and self.profile.judges:
            raise SanadError("cut_off", model=name_of(self.model))

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

        question = f"{state.standalone} {state.style}".strip() if self.profile.rewrites else state.standalone
        return prompt.format_messages(evidence=render(state.items, self.profile.policy, gloss), question=question)

    def _grammar(self, state: AnswerState) -> Mapping[str, Any]:
        if not self.profile.one_script:
            return {}
        given = " ".join([state.standalone, *(item.text for item in state.items)])
        body = self.profile.bind.get("extra_body", {})
        return {"extra_body": {**body, "grammar": script_grammar(state.language, given)}}
