"""Streaming from a server that misbehaves: what the reader gets, and that nothing is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from langchain_core.messages import HumanMessage

from app.messages.errors import SanadError
from app.models.limits import Limits
from app.models.remote import open_remote
from app.models.spec import parse_spec
from app.models.streaming import TextChunk, ThoughtChunk, UsageChunk, stream_chat
from app.settings import load_settings
from tests.fakes import FakeChatServer, replies
from tests.fakes.chat_server import Reply

T = TypeVar("T")

_JSON = {"Content-Type": "application/json"}

# Generous, so that a busy machine is not mistaken for a stalled server; only the limit under test is short.
QUICK = Limits(first_token=20, idle=20, total=40, retries=0)
SHORT = {
    "timeout_first_token": replace(QUICK, first_token=1),
    "timeout_idle": replace(QUICK, idle=0.3),
    "timeout_total": replace(QUICK, total=1),
}
ARABIC = "أعلنت الأمم المتحدة، يوم الأحد، وصول ٣٬٤٠٠ نازح إلى «الرقة» ﷺ 🕊️."


@dataclass
class Reader:
    """Reads one reply and keeps what came."""

    limits: Limits = QUICK
    text: str = ""
    thoughts: int = 0
    usage: UsageChunk | None = None
    waits: list[float] = field(default_factory=list)

    async def read(self, server: FakeChatServer, leave_after: int | None = None) -> None:
        """Read until the end, or until `leave_after` pieces of text came."""
        settings = load_settings(openai_base_url=server.url, openai_api_key="sk-secret-secret")
        model = open_remote(parse_spec("openai:fake"), settings)
        chunks = stream_chat(model, [HumanMessage("سؤال")], self.limits, sleep=self._sleep, stop=["\n\n"])
        async with aclosing(chunks):
            async for chunk in chunks:
                if isinstance(chunk, TextChunk):
                    self.text += chunk.text
                    leave_after = None if leave_after is None else leave_after - 1
                    if leave_after == 0:
                        break
                elif isinstance(chunk, ThoughtChunk):
                    self.thoughts += 1
                    self.text = "" if chunk.retracts else self.text
                else:
                    self.usage = chunk

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `work` in an event loop of its own; fail if it leaves a task behind for ten seconds."""

    async def checked() -> T:
        result = await work()
        # LangChain leaves its inner generator to be closed by the event loop, which takes a few turns of it.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for _ in range(2000):
            if not others:
                break
            await asyncio.sleep(0.005)
            others = asyncio.all_tasks() - {asyncio.current_task()}
        assert not others, others
        return result

    return asyncio.run(checked())


def failure(server: FakeChatServer, reader: Reader | None = None) -> SanadError:
    """Return the error that reading ends with."""
    reader = reader or Reader()

    async def work() -> SanadError:
        with pytest.raises(SanadError) as caught:
            await reader.read(server)
        return caught.value

    return run(work)


def test_a_reply_comes_in_pieces_with_its_usage(chat_server: FakeChatServer) -> None:
    reader = Reader()
    run(lambda: reader.read(chat_server))
    assert reader.text == "Hello."
    assert reader.usage == UsageChunk(11, 7)
    request = chat_server.requests[0]
    assert request.question == "سؤال"
    assert request.headers["authorization"] == "Bearer sk-secret-secret"
    assert request.body["stop"] == ["\n\n"]
    assert request.body["max_tokens"] == 600
    assert request.body["temperature"] == 0


def test_one_model_serves_one_event_loop_after_another(chat_server: FakeChatServer) -> None:
    model = open_remote(parse_spec("openai:fake"), load_settings(openai_base_url=chat_server.url))

    async def ask() -> str:
        chunks = stream_chat(model, [HumanMessage("?")], QUICK)
        return "".join([chunk.text async for chunk in chunks if isinstance(chunk, TextChunk)])

    assert [run(ask), run(ask)] == ["Hello.", "Hello."]


@pytest.mark.parametrize(
    "reply",
    [
        replies.split_characters(ARABIC),
        replies.no_done(*ARABIC),
        replies.empty_choices(ARABIC[:9], ARABIC[9:]),
        replies.text(*ARABIC),
    ],
)
def test_odd_but_whole_replies_are_exact(chat_server: FakeChatServer, reply: Reply) -> None:
    reader = Reader(replace(QUICK, first_token=5, idle=5, total=10))
    chat_server.then(reply)
    run(lambda: reader.read(chat_server))
    assert reader.text == ARABIC


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (replies.wrong_key(), "wrong_key"),
        (replies.forbidden(), "permission"),
        (replies.no_such_model(), "no_such_model"),
        (replies.error(404, "model 'x' not found, try pulling it first"), "no_such_model"),
        (replies.body("<h1>Not Found</h1>", status=404), "bad_reply"),
        (replies.rate_limited("7"), "rate_limited"),
        (replies.no_quota(), "quota"),
        (replies.error(402, "Insufficient Balance"), "quota"),
        (replies.server_error(500), "server_down"),
        (replies.server_error(503), "server_down"),
        (replies.context_overflow(), "context_too_long"),
        (replies.error(400, "the request exceeds the available context size"), "context_too_long"),
        (replies.filtered(), "refused_content"),
        (replies.text("x", finish="content_filter"), "refused_content"),
        (replies.error(400, "Unsupported parameter"), "model_failed"),
        (replies.stall(), "timeout_first_token"),
        (replies.stall(headers=False), "timeout_first_token"),
        (replies.stall("one"), "timeout_idle"),
        (replies.drop(), "server_down"),
        (replies.drop(headers=False), "server_down"),
        (replies.drop("one"), "interrupted"),
        (replies.invalid_json(), "bad_reply"),
        (replies.invalid_json("one"), "interrupted"),
        (replies.invalid_utf8(), "bad_reply"),
        (replies.body("<html>Welcome to the hotel's network</html>"), "bad_reply"),
        (replies.body(""), "bad_reply"),
        (replies.text(), "empty_reply"),
        (replies.text("", ""), "empty_reply"),
        (replies.raw(b'data: {"error": {"message": "overloaded"}}\n\n'), "server_down"),
        (replies.raw(b'data: {"error": {"message": "no", "code": 502}}\n\n'), "server_down"),
        (replies.raw(b'data: {"error": {"message": "slow down", "code": "429"}}\n\n'), "rate_limited"),
        (replies.raw(b'event: error\ndata: {"message": "Internal server error"}\n\n'), "server_down"),
        (replies.raw(b'error: {"code": 503, "message": "Loading model"}\n\n'), "server_down"),
        (replies.body('{"error": {"message": "bad gateway", "code": 502}}', _JSON), "server_down"),
        (replies.text("one", finish="error"), "interrupted"),
        (replies.text(finish="error"), "server_down"),
        (replies.thinking("Hm", "m"), "only_thoughts"),
        (replies.text("<think>", "Hm", finish="length"), "only_thoughts"),
        (replies.text(*["word "] * 1000, pause=0.02), "timeout_total"),
    ],
)
def test_every_fault_has_its_error(chat_server: FakeChatServer, reply: Reply, code: str) -> None:
    chat_server.then(reply)
    error = failure(chat_server, Reader(SHORT.get(code, QUICK)))
    assert error.code == code
    assert "sk-" not in f"{error} {error.message('ar')}"
    assert len(chat_server.requests) <= 1  # 0: on a busy machine the time may be up before it has asked


def test_a_line_without_an_end_is_not_kept_in_memory(chat_server: FakeChatServer) -> None:
    chat_server.then(replies.endless_line())
    assert failure(chat_server, Reader(replace(QUICK, first_token=60, total=60))).code == "server_down"


def test_a_server_that_is_not_there() -> None:
    with FakeChatServer(default=replies.text("x")) as server:
        pass
    assert failure(server).code == "server_down"


def test_a_shown_text_stays_when_the_connection_breaks(chat_server: FakeChatServer) -> None:
    reader = Reader(replace(QUICK, retries=2))
    chat_server.then(replies.drop("one ", "two"))
    assert failure(chat_server, reader).code == "interrupted"
    assert reader.text == "one two"
    assert len(chat_server.requests) == 1, "no retry once text is shown"


def test_an_endless_stream_is_cut(chat_server: FakeChatServer) -> None:
    reader = Reader(replace(QUICK, max_characters=52))
    chat_server.then(replies.endless("word "))
    run(lambda: reader.read(chat_server))
    assert reader.text == ("word " * 11)[:52]
    assert reader.usage is not None
    assert reader.usage.truncated
    assert chat_server.client_left()


def test_a_reply_cut_by_the_provider_says_so(chat_server: FakeChatServer) -> None:
    reader = Reader()
    chat_server.then(replies.text("cut", finish="length"))
    run(lambda: reader.read(chat_server))
    assert reader.usage == UsageChunk(11, 7, truncated=True)


@pytest.mark.parametrize(
    "fault", [replies.server_error(), replies.rate_limited(), replies.drop(), replies.text(), replies.invalid_json()]
)
def test_two_retries_then_the_answer(chat_server: FakeChatServer, fault: Reply) -> None:
    reader = Reader(replace(QUICK, retries=2))
    chat_server.then(fault, fault, replies.text("at last"))
    run(lambda: reader.read(chat_server))
    assert reader.text == "at last"
    first, second = reader.waits
    assert 0.375 <= first <= 0.625
    assert 0.75 <= second <= 1.25


def test_two_retries_then_the_error(chat_server: FakeChatServer) -> None:
    reader = Reader(replace(QUICK, retries=2))
    chat_server.then(*[replies.server_error()] * 3)
    assert failure(chat_server, reader).code == "server_down"
    assert len(chat_server.requests) == 3


_SILENT = replies.stall()


@pytest.mark.parametrize("fault", [replies.wrong_key(), replies.no_quota(), replies.context_overflow(), _SILENT])
def test_what_will_not_mend_is_not_retried(chat_server: FakeChatServer, fault: Reply) -> None:
    chat_server.then(fault)
    limits = replace(QUICK if fault is not _SILENT else SHORT["timeout_first_token"], retries=2)
    failure(chat_server, Reader(limits))
    assert len(chat_server.requests) <= 1


@pytest.mark.parametrize(
    ("header", "waits", "said"),
    [("2", [2.0], None), ("3600", [], "3600"), ("soon", None, None), ("0.25", [0.25], None)],
)
def test_retry_after_is_honoured_up_to_a_bound(
    chat_server: FakeChatServer, header: str, waits: list[float] | None, said: str | None
) -> None:
    reader = Reader(replace(QUICK, retries=1, max_retry_wait=15))
    chat_server.then(replies.rate_limited(header), replies.text("ok"))
    if said is not None:
        assert failure(chat_server, reader).params["seconds"] == said
    else:
        run(lambda: reader.read(chat_server))
        assert reader.text == "ok"
    assert waits is None or reader.waits == waits


def test_leaving_early_stops_the_server(chat_server: FakeChatServer) -> None:
    chat_server.then(replies.endless())
    run(lambda: Reader().read(chat_server, leave_after=3))
    assert chat_server.client_left()


@pytest.mark.parametrize("reply", [replies.stall(), replies.stall("one"), replies.stall(headers=False)])
def test_cancelling_stops_the_server(chat_server: FakeChatServer, reply: Reply) -> None:
    chat_server.then(reply)

    async def work() -> None:
        task = asyncio.create_task(Reader(replace(QUICK, first_token=30, idle=30, total=60)).read(chat_server))
        await _until(lambda: bool(chat_server.requests))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(work)
    assert chat_server.client_left()


async def _until(true: Callable[[], bool], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
    while not true():
        await sleep(0.005)


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thoughts_beside_the_text_are_signs_of_life(chat_server: FakeChatServer, field: str) -> None:
    reader = Reader(replace(QUICK, first_token=1, idle=5))
    chat_server.then(replies.thinking(*["Hm. "] * 8, answer="Yes.", field=field, pause=0.3))
    run(lambda: reader.read(chat_server))
    assert (reader.text, reader.thoughts) == ("Yes.", 8)


@pytest.mark.parametrize("thoughts", ["<think>Hm. [2]</think>", "So they ask.\n</think>\n\n"])
def test_thoughts_in_the_text_are_not_text(chat_server: FakeChatServer, thoughts: str) -> None:
    reader = Reader()
    reply = thoughts + ARABIC
    chat_server.then(replies.text(*(reply[at : at + 3] for at in range(0, len(reply), 3))))
    run(lambda: reader.read(chat_server))
    assert reader.text == ARABIC
    assert reader.thoughts


def test_what_follows_the_end_of_the_turn_is_not_waited_for(chat_server: FakeChatServer) -> None:
    reader = Reader()
    chat_server.then(replies.endless("Yes.<|im_end|>\n"))
    run(lambda: reader.read(chat_server))
    assert reader.text == "Yes."
    assert chat_server.client_left()


def test_thinking_up_the_bound_is_said_once_and_the_bound_is_raised(chat_server: FakeChatServer) -> None:
    settings = load_settings(openai_base_url=chat_server.url)
    model = open_remote(parse_spec("openai:fake"), settings)
    chat_server.then(replies.thinking("Hm"), replies.thinking("Hm", answer="Yes."))

    async def ask() -> str:
        chunks = stream_chat(model, [HumanMessage("?")], replace(QUICK, retries=2))
        return "".join([chunk.text async for chunk in chunks if isinstance(chunk, TextChunk)])

    with pytest.raises(SanadError, match="SANAD_THINKING_TOKENS"):
        run(ask)
    assert len(chat_server.requests) == 1
    assert run(ask) == "Yes."
    assert [request.body["max_tokens"] for request in chat_server.requests] == [600, 600 + settings.thinking_tokens]


@pytest.mark.parametrize(
    "data", [b": keep-alive\n\n", b"retry: 3000\n\n", b"id: 7\n\n", b"event: ping\ndata:\n\n", b"\r\n:\r\n\r\n"]
)
def test_records_without_data_are_passed_over(chat_server: FakeChatServer, data: bytes) -> None:
    reader = Reader()
    chat_server.then(replies.records(data, "Hel", "lo."))
    run(lambda: reader.read(chat_server))
    assert (reader.text, reader.usage) == ("Hello.", UsageChunk(11, 7))


def test_a_whole_reply_in_place_of_a_stream_is_read(chat_server: FakeChatServer) -> None:
    reader = Reader()
    chat_server.then(replies.whole("<think>Hm</think>Hello."))
    run(lambda: reader.read(chat_server))
    assert (reader.text, reader.usage) == ("Hello.", UsageChunk(11, 7))


def test_an_error_inside_a_stream_is_retried(chat_server: FakeChatServer) -> None:
    reader = Reader(replace(QUICK, retries=2))
    chat_server.then(replies.raw(b'data: {"error": {"message": "no", "code": 502}}\n\n'), replies.text("ok"))
    run(lambda: reader.read(chat_server))
    assert reader.text == "ok"
