"""Opening a model by its name: what is asked for, and what is said where it cannot be had."""

from __future__ import annotations

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from app.messages.errors import SanadError
from app.models.remote import open_remote
from app.models.spec import parse_spec
from app.settings import load_settings
from tests.fakes import FakeChatServer, replies


def opened(spec: str, **settings: object) -> BaseChatModel:
    return open_remote(parse_spec(spec), load_settings(**settings))


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("local", "local", ("", "")),
        (" quotes ", "quotes", ("", "")),
        ("openai:gpt-4.1", "remote", ("openai", "gpt-4.1")),
        ("ollama:qwen3:8b", "remote", ("ollama", "qwen3:8b")),
        ("google-genai:gemini", "remote", ("google_genai", "gemini")),
        ("OpenAI:org/model", "remote", ("openai", "org/model")),
    ],
)
def test_specs(text: str, kind: str, rest: tuple[str, str]) -> None:
    spec = parse_spec(text)
    assert (spec.kind, spec.provider, spec.model) == (kind, *rest)


def test_a_local_file_keeps_its_path() -> None:
    path = parse_spec("local:/a b/مجلد/m.gguf").path
    assert str(path) == "/a b/مجلد/m.gguf"


@pytest.mark.parametrize("text", ["", "gpt-4", ":", "openai:", ":x", "local:", "http://host/v1", "a b:c"])
def test_what_is_no_spec(text: str) -> None:
    with pytest.raises(SanadError) as caught:
        parse_spec(text)
    assert caught.value.code == "bad_setting"


def test_no_key_is_said_before_any_request() -> None:
    with pytest.raises(SanadError) as caught:
        opened("openai:x")
    assert caught.value.code == "missing_key"
    assert "OPENAI_API_KEY" in caught.value.message("ar")


def test_a_server_of_ones_own_needs_no_key(chat_server: FakeChatServer) -> None:
    model = opened("openai:x", openai_base_url=chat_server.url)
    assert chat_server.requests == [], "no request is made by opening"
    chat_server.then(replies.whole("fine"))
    assert model.invoke([HumanMessage("?")]).text == "fine"


def test_the_package_of_another_provider_is_named() -> None:
    with pytest.raises(SanadError) as caught:
        opened("cohere:command")
    assert caught.value.code == "provider_not_installed"
    assert caught.value.params["package"] == "langchain-cohere"
    assert "pip install langchain-cohere" in str(caught.value)


def test_an_unknown_provider_is_a_bad_setting() -> None:
    with pytest.raises(SanadError) as caught:
        opened("nonsense:model")
    assert caught.value.code == "bad_setting"


@pytest.mark.parametrize(
    ("model", "bound"),
    [
        ("gpt-4.1-mini", {"max_tokens": 600, "temperature": 0}),
        ("gpt-5-mini", {"max_completion_tokens": 4600}),
        ("o3", {"max_completion_tokens": 4600}),
        ("Qwen/Qwen3-4B-Thinking-2507", {"max_completion_tokens": 4600}),
    ],
)
def test_a_model_that_thinks_gets_room_for_it_and_no_temperature(
    chat_server: FakeChatServer, model: str, bound: dict[str, int]
) -> None:
    chat_server.then(replies.whole("fine"))
    opened(f"openai:{model}", openai_base_url=chat_server.url).invoke([HumanMessage("?")])
    body = chat_server.requests[0].body
    assert {
        name: body[name] for name in ("max_tokens", "max_completion_tokens", "temperature") if name in body
    } == bound


def test_how_hard_it_thinks_can_be_set(chat_server: FakeChatServer) -> None:
    chat_server.then(replies.whole("fine"))
    opened("openai:o3", openai_base_url=chat_server.url, reasoning_effort="low").invoke([HumanMessage("?")])
    assert chat_server.requests[0].body["reasoning_effort"] == "low"
