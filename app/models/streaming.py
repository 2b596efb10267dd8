"""Stream one reply of any LangChain chat model, within limits, with retries. Knows no provider, prompt or page."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from app.messages.errors import SanadError
from app.models.failures import classify, name_of, retry_after
from app.models.limits import Limits

# Before any text is shown. Not the time limits: who waited 30 s for a first word should see the passages instead.
RETRIED = frozenset({"rate_limited", "server_down", "bad_reply", "empty_reply", "interrupted"})

# Once text is shown, these all mean the same to the reader: the answer is cut off.
_CUT_OFF = frozenset({"server_down", "bad_reply", "model_failed", "rate_limited"})

# Exponential: about 0.5 s, then 1 s, each times 0.75 to 1.25 so that clients do not return in step.
_FIRST_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class TextChunk:
    """The next piece of the reply; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class UsageChunk:
    """Tokens of the reply, last of the stream; 0 where the provider does not say.

    `truncated` is True where the reply was ended by a bound on its length, the provider's or ours.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    truncated: bool = False


Chunk = TextChunk | UsageChunk
Sleep = Callable[[float], Awaitable[object]]


async def stream_chat(
    model: BaseChatModel,
    messages: list[BaseMessage],
    limits: Limits,
    *,
    sleep: Sleep = asyncio.sleep,
    **bind: Any,
) -> AsyncGenerator[Chunk, None]:
    """Yield the reply's text as it comes, then one UsageChunk. Raises only SanadError (and cancellation).

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
                    shown = shown or isinstance(chunk, TextChunk)
                    yield chunk
            return
        except SanadError as error:
            if shown:
                raise _cut_off(error, model) from error.__cause__
            wait = _wait(error, attempt, limits)
            if error.code not in RETRIED or attempt == limits.retries or wait is None or _now() + wait >= deadline:
                raise
        await sleep(wait)


async def _attempt(
    model: BaseChatModel, messages: list[BaseMessage], limits: Limits, deadline: float, bind: dict[str, Any]
) -> AsyncGenerator[Chunk, None]:
    name, shown, usage, truncated = name_of(model), 0, UsageChunk(), False
    first = _now() + limits.first_token
    stream = model.astream(messages, **bind)
    try:
        while True:
            limit, code, seconds = _limit(shown > 0, first, deadline, limits)
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
            text = _text(chunk)[: limits.max_characters - shown]
            shown += len(text)
            if text:
                yield TextChunk(text)
            reason = _finish_reason(chunk)
            if reason == "content_filter":
                raise SanadError("refused_content", model=name)
            truncated = truncated or reason in ("length", "max_tokens")
            if shown >= limits.max_characters:
                truncated = True
                break
    finally:
        await _close(stream)
    if not shown:
        raise SanadError("empty_reply", model=name)
    yield UsageChunk(usage.input_tokens, usage.output_tokens, truncated)


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


def _usage(chunk: object) -> UsageChunk | None:
    found = chunk.usage_metadata if isinstance(chunk, AIMessageChunk) else None
    return UsageChunk(found["input_tokens"], found["output_tokens"]) if found else None


def _finish_reason(chunk: object) -> str | None:
    metadata = chunk.response_metadata if isinstance(chunk, AIMessageChunk) else {}
    reason = metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")
    return reason if isinstance(reason, str) else None


def _now() -> float:
    return asyncio.get_running_loop().time()
