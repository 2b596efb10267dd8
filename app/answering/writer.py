"""Lets a chat model write an answer and settles each of its sentences. Knows no retrieval, no page and no provider."""

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
from app.answering.citing.checking import Checked, Checker
from app.answering.citing.meter import AnswerMeter, Similarity
from app.answering.citing.reply import ReplyReader
from app.answering.citing.sentences import CitedSentence, ends_whole
from app.answering.conversation import transcript
from app.answering.evidence.choosing import render
from app.answering.evidence.responding import adds_nothing, asked_for, responds
from app.answering.model_profile import ModelProfile
from app.answering.no_answer import says_no_answer
from app.answering.output_filter import Instructions, plain
from app.answering.run import Run
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
    similarity: Similarity | None = None

    async def condense(self, run: Run, history: Sequence[Turn]) -> str:
        """Return the question rewritten so that it stands alone. Raises SanadError where the model fails."""
        messages = prompts.load("condense", run.language).format_messages(
            history=transcript(history), question=run.question
        )
        text, usage = await read_chat(self.model, messages, self.limits, **self.profile.bind)
        run.used(usage.input_tokens, usage.output_tokens)
        return text.strip().strip('"«»“”')

    async def read_prompt(self, language: Language) -> None:
        """Let the model read the unchanging part of the prompt, so that its first answer begins sooner."""
        messages = prompts.load(self.profile.prompt, language).format_messages(evidence="", question="")
        once: dict[str, Any] = {"extra_body": {"max_tokens": 1, "cache_prompt": True}}
        async with aclosing(stream_chat(self.model, messages, self.limits, **once)) as chunks:
            async for _ in chunks:
                return

    async def write(self, run: Run) -> AsyncGenerator[Event, None]:
        """Yield drafts and settled sentences. Raises SanadError where the model fails.

        An answer that begins in another language than the question's is asked for once more; then it is marked.
        """
        messages = self._messages(run)
        try:
            async with aclosing(self._write(run, messages, may_refuse=not self.profile.one_script)) as events:
                async for event in events:
                    yield event
            return
        except _OtherLanguage:
            run.restart()
            yield Restarted()
        insisting = HumanMessage(say("answer", "insist", run.language))
        async with aclosing(self._write(run, [*messages, insisting], may_refuse=False)) as events:
            async for event in events:
                yield event
        if run.composition.sentences and not is_in(run.composition.text, run.language):
            message = say("answer", "other_language", run.language, model=name_of(self.model))
            yield run.notice(Notice("other_language", message))

    async def _write(self, run: Run, messages: list[BaseMessage], *, may_refuse: bool) -> AsyncGenerator[Event, None]:
        meter = AnswerMeter(self.similarity, run.hits) if self.similarity else None
        checker = Checker(run.items, run.language, run.standalone, meter)
        reply, cut_off = ReplyReader(len(run.items)), False
        given = Instructions.of(str(messages[0].content))
        bind = {**self.profile.bind, **self._grammar(run)}
        async with aclosing(stream_chat(self.model, messages, self.limits, **bind)) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, UsageChunk):
                    run.used(chunk.input_tokens, chunk.output_tokens)
                    cut_off = chunk.truncated
                    continue
                if isinstance(chunk, ThoughtChunk):
                    if chunk.retracts:
                        run.restart()
                        reply = ReplyReader(len(run.items))
                        yield Restarted()
                    if not run.composition.sentences:
                        yield Thinking()
                    continue
                for sentence in reply.feed(chunk.text):
                    if may_refuse and not run.composition.sentences and not is_in(sentence.text, run.language):
                        raise _OtherLanguage
                    if (event := await self._settle(run, checker, given, sentence)) is not None:
                        yield event
                if len(run.composition.sentences) >= self.profile.sentences:
                    return
                draft = plain(reply.draft)
                if draft and not says_no_answer(draft) and not given.leak_in(draft):
                    run.first_word()
                    yield Draft(draft)
        left = reply.close()
        if may_refuse and left and not run.composition.sentences and not is_in(left[0].text, run.language):
            raise _OtherLanguage
        half = left.pop() if cut_off and left and not ends_whole(left[-1].text) else None
        for sentence in left:
            if (event := await self._settle(run, checker, given, sentence)) is not None:
                yield event
        # The small model's bound is ours and holds what is wanted of it: nothing for the reader to raise.
        if half is not None and self.profile.judges:
            raise SanadError("cut_off", model=name_of(self.model))

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
        if self.profile.strict and not self._stands(run, checked):
            return run.replace() if run.sure else None
        return run.add(checked)

    def _stands(self, run: Run, checked: Checked) -> bool:
        """Whether a sentence may stand in a strict answer: an answer, and supported.

        Where the library surely holds the answer, partly will do; else nothing at all may speak against the sentence.
        """
        enough = (
            checked.support != "unsupported" if run.sure else checked.support == "supported" and not checked.reasons
        )
        return (
            enough
            and responds(checked.text, asked_for(run.question))
            and not adds_nothing(checked.text, run.standalone)
        )

    def _messages(self, run: Run) -> list[BaseMessage]:
        prompt = prompts.load(self.profile.prompt, run.language)

        def gloss(text: str, source: Language) -> str:
            if self.glosser is None or self.profile.policy.unit == "passage":
                return text
            return self.glosser.gloss(text, source, run.language, question=run.standalone)

        question = f"{run.standalone} {run.style}".strip() if self.profile.rewrites else run.standalone
        return prompt.format_messages(evidence=render(run.items, self.profile.policy, gloss), question=question)

    def _grammar(self, run: Run) -> Mapping[str, Any]:
        if not self.profile.one_script:
            return {}
        given = " ".join([run.standalone, *(item.text for item in run.items)])
        body = self.profile.bind.get("extra_body", {})
        return {"extra_body": {**body, "grammar": script_grammar(run.language, given)}}
