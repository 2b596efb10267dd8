"""Servers that refuse what is asked: the request is put another way, and that way is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from app.messages.errors import SanadError
from app.models.limits import Limits
from app.models.remote import open_remote
from app.models.spec import parse_spec
from app.models.streaming import read_chat
from app.settings import load_settings
from tests.fakes import FakeChatServer, replies

QUICK = Limits(first_token=20, idle=20, total=40, retries=0)


def ask(model: BaseChatModel) -> str:
    messages = [SystemMessage("Be brief."), HumanMessage("سؤال")]
    return asyncio.run(read_chat(model, messages, QUICK, stop=["\n\n"]))[0]


def opened(server: FakeChatServer, **settings: object) -> BaseChatModel:
    return open_remote(parse_spec("openai:fake"), load_settings(openai_base_url=server.url, **settings))


def has(name: str, complaint: str) -> object:
    def named(body: Mapping[str, object]) -> str | None:
        return complaint if name in body else None

    return named


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        (
            "temperature",
            "Unsupported value: 'temperature' does not support 0 with this model.",
        ),
        ("stream_options", '[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs …"}]'),
        ("stop", "Unsupported parameter: 'stop' is not supported with this model."),
        ("reasoning_effort", "Unrecognized request argument supplied: reasoning_effort"),
        ("max_tokens", "max_tokens: unknown field"),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_parameter_that_is_refused_is_left_out_from_then_on(
    chat_server: FakeChatServer, name: str, complaint: str, status: int
) -> None:
    chat_server.default = replies.refusing(has(name, complaint), replies.text("Hello."), status)  # type: ignore[arg-type]
    model = opened(chat_server, reasoning_effort="low")
    assert [ask(model), ask(model)] == ["Hello.", "Hello."]
    assert [name in request.body for request in chat_server.requests] == [True, False, False]


def test_a_bound_that_is_refused_is_renamed(chat_server: FakeChatServer) -> None:
    complaint = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    chat_server.default = replies.refusing(has("max_tokens", complaint), replies.text("Hello."))  # type: ignore[arg-type]
    assert ask(opened(chat_server)) == "Hello."
    assert chat_server.requests[-1].body["max_completion_tokens"] == 600


def test_several_refusals_in_a_row(chat_server: FakeChatServer) -> None:
    def named(body: Mapping[str, object]) -> str | None:
        return next((f"'{name}' is not supported" for name in ("temperature", "stop") if name in body), None)

    chat_server.default = replies.refusing(named, replies.text("Hello."))
    assert ask(opened(chat_server)) == "Hello."
    assert len(chat_server.requests) == 3


@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        (400, "System role not supported"),
        (400, "Developer instruction is not enabled for models/gemma-3-27b-it"),
        (500, "Conversation roles must alternate user/assistant/user/assistant/..."),
    ],
)
def test_without_a_system_role_its_words_go_to_the_user(
    chat_server: FakeChatServer, status: int, complaint: str
) -> None:
    def named(body: Mapping[str, object]) -> str | None:
        return complaint if "'system'" in str(body["messages"]) else None

    chat_server.default = replies.refusing(named, replies.text("Hello."), status)
    assert ask(opened(chat_server)) == "Hello."
    assert chat_server.requests[-1].body["messages"] == [{"role": "user", "content": "Be brief.\n\nسؤال"}]


def test_a_server_that_does_not_stream_is_asked_for_the_whole(chat_server: FakeChatServer) -> None:
    def named(body: Mapping[str, object]) -> str | None:
        return "Streaming is not supported for this model" if body.get("stream") else None

    chat_server.default = replies.refusing(named, replies.whole("Hello."))
    assert ask(opened(chat_server)) == "Hello."
    assert "stream_options" not in chat_server.requests[-1].body


def test_a_complaint_of_something_else_is_passed_on(chat_server: FakeChatServer) -> None:
    chat_server.default = replies.error(400, "Please stop sending nonsense")
    with pytest.raises(SanadError) as caught:
        ask(opened(chat_server))
    assert caught.value.code == "model_failed"
    assert len(chat_server.requests) == 1
