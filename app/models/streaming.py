"""Stream one reply of any LangChain chat model, within limits, with retries. Knows no provider, prompt or page."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from app.messages.errors import SanadError
from app.models.dialect import Dialect
from app.models.failures import classify, name_of, retry_after
from app.models.limits import Limits
from app.models.thoughts import Spoken, ThoughtFilter

# Before any text is shown. Not the time limits: who waited 30 s for a first word should see the passages instead.
RETRIED = frozenset({"rate_limited", "server_down", "bad_reply", "empty_reply", "interrupted"})

# Once text is shown, these all mean the same to the reader: the answer is cut off.
_CUT_OFF = frozenset({"server_down", "bad_reply", "model_failed", "rate_limited"})

# Why a reply ended, as providers have it, in lower case.
_CUT = frozenset({"length", "max_tokens", "model_length", "max_output_tokens", "model_context_window_exceeded"})
_REFUSED = frozenset({"content_filter", "safety", "recitation", "refusal", "prohibited_content", "blocklist", "spii"})
_THOUGHT_BLOCKS = frozenset({"reasoning", "thinking", "redacted_thinking"})
# Models whose prompt ends with the tag that opens their thoughts, so that the reply begins inside of them.
_OPENS_THINKING = re.compile(r"deepseek-r1|[-_:/]r1\b|qwq|qwen3.*thinking", re.IGNORECASE)

# Exponential: about 0.5 s, then 1 s, each times 0.75 to 1.25 so that clients do not return in step.
_FIRST_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class TextChunk:
    """The next piece of the reply; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ThoughtChunk:
    """The model is thinking: a sign of life, nothing to show. `retracts` says that all text so far was a thought."""

    retracts: bool = False


@dataclass(frozen=True, slots=True)
class UsageChunk:
    """Tokens of the reply, last of the stream; 0 where the provider does not say.

    `truncated` is True where the reply was ended by a bound on its length, the provider's or ours.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    truncated: bool = False


Chunk = TextChunk | ThoughtChunk | UsageChunk
Sleep = Callable[[float], Awaitable[object]]


async def stream_chat(
    model: BaseChatModel,
    messages: list[BaseMessage],
    limits: Limits,
    *,
    sleep: Sleep = asyncio.sleep,
    **bind: Any,
) -> AsyncGenerator[Chunk, None]:
    """Yield the reply's text as it comes, without thoughts, then one UsageChunk. Raises only SanadError
    (and cancellation).

    `bind` goes to the model's call (`stop=…`,
    `max_tokens=…`). Closing this generator, or cancelling its task, closes the connection, so the server stops
    writing; wrap it in `contextlib.aclosing` where the loop may be left early.
    """
    deadline = _now() + limits.total
    for attempt in range(limits.retries + 1):
        shown = False
        try:
            async with aclosing(_attempt(model, messages, limits, deadline, bind)) as chunks:
                async for chunk in chunks:
                    shown = (shown or isinstance(chunk, TextChunk)) and chunk != ThoughtChunk(retracts=True)
                    yield chunk
            return
        except SanadError as error:
            if shown:
                raise _cut_off(error, model) from error.__cause__
            wait = _wait(error, attempt, limits)
            if error.code not in RETRIED or attempt == limits.retries or wait is None or _now() + wait >= deadline:
                raise
        await sleep(wait)


async def read_chat(
    model: BaseChatModel, messages: list[BaseMessage], limits: Limits, **bind: Any
) -> tuple[str, UsageChunk]:
    """Return the whole reply, without thoughts, and its usage. Raises as `stream_chat` does."""
    text, usage = "", UsageChunk()
    async with aclosing(stream_chat(model, messages, limits, **bind)) as chunks:
        async for chunk in chunks:
            match chunk:
                case TextChunk():
                    text += chunk.text
                case ThoughtChunk():
                    text = "" if chunk.retracts else text
                case UsageChunk():
                    usage = chunk
    return text, usage


async def _attempt(
    model: BaseChatModel, messages: list[BaseMessage], limits: Limits, deadline: float, bind: dict[str, Any]
) -> AsyncGenerator[Chunk, None]:
    name, usage, reply = name_of(model), UsageChunk(), _Reply(model, limits)
    first = _now() + limits.first_token
    stream = model.astream(messages, **bind)
    try:
        while not reply.over:
            limit, code, seconds = _limit(reply.alive, first, deadline, limits)
            try:
                async with asyncio.timeout_at(limit):
                    chunk = await anext(stream, None)
            except TimeoutError as error:
                if _now() < limit:  # the library's own time limit, not ours
                    raise classify(error, name) from error
                raise SanadError(code, model=name, seconds=f"{seconds:g}") from error
            except Exception as error:  # the boundary to any provider's library
                raise classify(error, name) from error
            if chunk is None:
                break
            usage = _usage(chunk) or usage
            for piece in reply.take(chunk):
                yield piece
            reply.check_finish(chunk)
    finally:
        await _close(stream)
    for piece in reply.close():
        yield piece
    if not reply.shown:
        raise SanadError("only_thoughts" if reply.thought else "empty_reply", model=name)
    yield UsageChunk(usage.input_tokens, usage.output_tokens, reply.truncated)


class _Reply:
    """One reply as it comes: its text without thoughts, within its bounds."""

    def __init__(self, model: BaseChatModel, limits: Limits) -> None:
        self.shown = 0
        self.thought = 0
        self.truncated = False
        self._name = name_of(model)
        self._limits = limits
        self._dialect = getattr(model, "dialect", None)
        opens = isinstance(self._dialect, Dialect) and self._dialect.opens_thinking
        self._filter = ThoughtFilter(hold=opens or bool(_OPENS_THINKING.search(self._name)))

    @property
    def alive(self) -> bool:
        """Whether the model has said or thought anything."""
        return self.shown > 0 or self.thought > 0

    @property
    def over(self) -> bool:
        """Whether nothing more is to be read."""
        return self._filter.ended or self._full

    @property
    def _full(self) -> bool:
        return self.shown >= self._limits.max_characters or self.thought >= self._limits.max_thought_characters

    def take(self, chunk: object) -> Iterator[Chunk]:
        """Yield what `chunk` comes to."""
        text, thoughts = _text(chunk), _thoughts(chunk)
        if thoughts:
            self._filter.release()
            self.thought += thoughts
        before = self.shown
        yield from self._spoken(self._filter.feed(text), len(text))
        if thoughts and self.shown == before:
            yield ThoughtChunk()

    def close(self) -> Iterator[Chunk]:
        """Yield what was held back."""
        yield from self._spoken(self._filter.close(), 0)
        if isinstance(self._dialect, Dialect):
            self._dialect.thinks = self._dialect.thinks or self.thought > 0
            self._dialect.opens_thinking = self._dialect.opens_thinking or self._filter.lone_close

    def check_finish(self, chunk: object) -> None:
        """Note that the reply was cut off. Raises SanadError where it was refused or broke off."""
        reason = (_finish_reason(chunk) or "").lower()
        if reason in _REFUSED:
            raise SanadError("refused_content", model=self._name)
        if reason == "error":
            raise SanadError("server_down", model=self._name)
        self.truncated = self.truncated or reason in _CUT or self._full

    def _spoken(self, spoken: Spoken, length: int) -> Iterator[Chunk]:
        if spoken.retracted:
            self.shown = 0
        if spoken.thought:
            self.thought += length - len(spoken.text)
            yield ThoughtChunk(spoken.retracted)
        text = spoken.text[: self._limits.max_characters - self.shown]
        self.shown += len(text)
        if text:
            yield TextChunk(text)


def _limit(shown: bool, first: float, deadline: float, limits: Limits) -> tuple[float, str, float]:
    """Return the time by which the next chunk is due, the code of the error if it is not, and that limit."""
    due, code, seconds = (
        (_now() + limits.idle, "timeout_idle", limits.idle)
        if shown
        else (first, "timeout_first_token", limits.first_token)
    )
    return (due, code, seconds) if due <= deadline else (deadline, "timeout_total", limits.total)


async def _close(stream: AsyncIterator[object]) -> None:
    aclose = getattr(stream, "aclose", None)
    if aclose is not None:
        with suppress(Exception):  # a connection that is already gone may fail to close
            await aclose()


def _cut_off(error: SanadError, model: BaseChatModel) -> SanadError:
    return SanadError("interrupted", model=name_of(model)) if error.code in _CUT_OFF else error


def _wait(error: SanadError, attempt: int, limits: Limits) -> float | None:
    """Return the seconds to wait before the next attempt, or None where the server asks for too many."""
    asked = retry_after(error)
    if asked is not None:
        return asked if asked <= limits.max_retry_wait else None
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing
    return min(limits.max_retry_wait, _FIRST_WAIT * float(2**attempt) * jitter)


def _text(chunk: object) -> str:
    return str(chunk.text) if isinstance(chunk, AIMessageChunk) else ""


def _thoughts(chunk: object) -> int:
    """Return how many characters of thoughts `chunk` brings beside its text, wherever the provider has them."""
    if not isinstance(chunk, AIMessageChunk):
        return 0
    beside = chunk.additional_kwargs.get("reasoning_content")
    blocks = chunk.content if isinstance(chunk.content, list) else []
    found = [block for block in blocks if isinstance(block, dict) and block.get("type") in _THOUGHT_BLOCKS]
    return (len(beside) if isinstance(beside, str) else 0) + sum(max(1, len(str(block))) for block in found)


def _usage(chunk: object) -> UsageChunk | None:
    found = chunk.usage_metadata if isinstance(chunk, AIMessageChunk) else None
    return UsageChunk(found["input_tokens"], found["output_tokens"]) if found else None


def _finish_reason(chunk: object) -> str | None:
    metadata = chunk.response_metadata if isinstance(chunk, AIMessageChunk) else {}
    reason = metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")
    return reason if isinstance(reason, str) else None


def _now() -> float:
    return asyncio.get_running_loop().time()
