"""The real local model: it answers in both languages, keeps prompts, stops when told, and is closed to others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from app.messages.errors import SanadError
from app.models.limits import limits_for
from app.models.model_file import LOCAL_MODEL
from app.models.serve import LlamaServer
from app.models.streaming import UsageChunk, read_chat, stream_chat
from app.settings import Settings, load_settings

pytestmark = [pytest.mark.local_model, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def settings(local_model_home: Path) -> Settings:
    return load_settings(home=local_model_home, local_context=1024)


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[LlamaServer]:
    running = LlamaServer(settings.home / "models" / LOCAL_MODEL.name, settings)
    yield running
    running.close()


async def ask(
    server: LlamaServer, settings: Settings, *messages: BaseMessage, max_tokens: int = 100
) -> tuple[str, UsageChunk]:
    return await read_chat(server.chat_model(), list(messages), limits_for(settings, local=True), max_tokens=max_tokens)


def test_it_answers_in_both_languages_and_in_any_event_loop(server: LlamaServer, settings: Settings) -> None:
    source = SystemMessage("The bridge of Basra is 200 metres long. يبلغ طول جسر البصرة 200 متر.")
    english, usage = asyncio.run(ask(server, settings, source, HumanMessage("How long is the bridge of Basra?")))
    arabic, _ = asyncio.run(ask(server, settings, source, HumanMessage("كم يبلغ طول جسر البصرة؟")))
    assert "200" in english
    assert "200" in arabic
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)
    assert usage.input_tokens > 20
    assert usage.output_tokens > 3


def test_a_bound_of_the_call_wins(server: LlamaServer, settings: Settings) -> None:
    _, usage = asyncio.run(ask(server, settings, HumanMessage("Count to 100."), max_tokens=5))
    assert usage == UsageChunk(usage.input_tokens, 5, truncated=True)


def test_a_prompt_that_begins_alike_is_not_read_again(server: LlamaServer) -> None:
    stable = "The council met on Monday and spoke about water, bread and the road to the north. " * 8
    first, second = (timings(server, stable + question) for question in ("What was it about?", "When did it meet?"))
    assert first["prompt_n"] > 100
    assert second["prompt_n"] < 20


def timings(server: LlamaServer, prompt: str) -> dict[str, float]:
    body = {"messages": [{"role": "user", "content": prompt}], "max_tokens": 4, "temperature": 0}
    reply = request(server, "POST", "/v1/chat/completions", json=body)
    found: dict[str, float] = reply.json()["timings"]
    return found


def request(server: LlamaServer, method: str, path: str, key: str | None = None, **options: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {server.key if key is None else key}"}
    with httpx.Client(trust_env=False, timeout=120) as client:  # it replies between two batches of a busy model
        return client.request(method, server.address + path, headers=headers, **options)  # type: ignore[arg-type]


def test_leaving_early_stops_the_model(server: LlamaServer, settings: Settings) -> None:
    async def leave() -> None:
        chunks = stream_chat(server.chat_model(), [HumanMessage("Count to 500.")], limits_for(settings, local=True))
        async with aclosing(chunks):
            async for _ in chunks:
                break
        for _ in range(600):
            if not busy(server):
                return
            await asyncio.sleep(0.05)
        pytest.fail("the model goes on writing")

    asyncio.run(leave())


def busy(server: LlamaServer) -> bool:
    return any(slot["is_processing"] for slot in request(server, "GET", "/slots").json())


def test_a_prompt_that_does_not_fit_is_said(server: LlamaServer, settings: Settings) -> None:
    with pytest.raises(SanadError) as caught:
        asyncio.run(ask(server, settings, HumanMessage("word " * 3000)))
    assert caught.value.code == "context_too_long"


@pytest.mark.parametrize("path", ["/v1/models", "/slots", "/props", "/v1/chat/completions"])
def test_nobody_else_may_ask(server: LlamaServer, path: str) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    reply = request(server, "GET" if "chat" not in path else "POST", path, key="guess")
    assert reply.status_code == 401
    assert reply.headers.get("access-control-allow-origin") not in ("*", "null")
