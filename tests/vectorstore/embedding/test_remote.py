"""Embeddings over real HTTP, from servers of every kind: what they take at once, their limits, their vectors' size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FakeChatServer, Request
from vectorstore.embedding.embedders import EmbeddingError, VectorSizeError
from vectorstore.embedding.making import Server, make_embedder
from vectorstore.embedding.remote import LangChainEmbedder

Refusal = tuple[int, dict[str, str], object] | None
TEXTS = [f"text number {number}" for number in range(70)]


def embedder_of(server: FakeChatServer, **options: object) -> LangChainEmbedder:
    embedder = make_embedder("openai:fake", Server(server.url), **options)  # type: ignore[arg-type]
    assert isinstance(embedder, LangChainEmbedder)
    return embedder


def test_a_server_of_ones_own_needs_no_key(chat_server: FakeChatServer) -> None:
    vectors = embedder_of(chat_server).embed_documents(TEXTS[:3])
    assert chat_server.embedded == TEXTS[:3]
    assert [len(vector) for vector in vectors] == [64] * 3


@pytest.mark.parametrize(
    ("status", "body", "most"),
    [
        # Text Embeddings Inference, DashScope, vLLM, one that names no number
        (422, {"message": "batch size 64 > maximum allowed batch size 32", "type": "Validation"}, 32),
        (400, {"error": {"message": "batch size is invalid, it should not be larger than 10.: input.contents"}}, 10),
        (400, {"object": "error", "message": "Too many inputs: at most 16", "code": 400}, 16),
        (413, {"error": "Payload too large"}, 20),
    ],
)
def test_a_batch_that_is_too_large_is_cut_and_its_bound_kept(
    chat_server: FakeChatServer, status: int, body: object, most: int
) -> None:
    refused = []

    def refuse(request: Request) -> Refusal:
        if len(request.body["input"]) <= most:
            return None
        refused.append(len(request.body["input"]))
        return status, {}, body

    chat_server.embedding = refuse
    embedder = embedder_of(chat_server)
    vectors = embedder.embed_documents(TEXTS)
    assert chat_server.embedded == TEXTS
    assert len(vectors) == len(TEXTS)
    if status != 413:
        assert refused == [64]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (500, "input (700 tokens) is too large to process. increase the physical batch size"),  # llama.cpp
        (413, "Input validation error: `inputs` must have less than 512 tokens. Given: 700"),  # TEI
        (400, "the input length exceeds the context length"),  # Ollama
    ],
)
def test_a_text_that_is_too_long_is_shortened(chat_server: FakeChatServer, status: int, message: str) -> None:
    def refuse(request: Request) -> Refusal:
        too_long = any(len(text) > 1000 for text in request.body["input"])
        return (status, {}, {"error": {"message": message, "code": status}}) if too_long else None

    chat_server.embedding = refuse
    embedder_of(chat_server).embed_documents(["short", "long " * 400])
    assert chat_server.embedded[0] == "short"
    assert 600 < len(chat_server.embedded[1]) <= 1000


def test_a_rate_limit_is_waited_for_as_long_as_the_server_asks(chat_server: FakeChatServer) -> None:
    waits: list[float] = []
    refusals: list[Refusal] = [(429, {"Retry-After": "7"}, {"error": "slow"}), (503, {}, {"error": "loading"})]
    chat_server.embedding = lambda _: refusals.pop(0) if refusals else None
    embedder = embedder_of(chat_server)
    embedder._sleep = waits.append
    embedder.embed_documents(TEXTS[:2])
    assert waits == [7.0, 2.0]


def test_a_wrong_key_is_said_at_once(chat_server: FakeChatServer) -> None:
    chat_server.api_key = "right"
    with pytest.raises(EmbeddingError, match="401"):
        embedder_of(chat_server).embed_documents(TEXTS)


def test_the_fingerprint_has_the_size_and_asks_for_it_once(chat_server: FakeChatServer, tmp_path: Path) -> None:
    sizes = tmp_path / "sizes.json"
    assert embedder_of(chat_server, sizes=sizes).fingerprint.endswith("64 dimensions")
    asked = len(chat_server.embedded)
    assert embedder_of(chat_server, sizes=sizes).fingerprint.endswith("64 dimensions")
    assert len(chat_server.embedded) == asked == 1


def test_another_size_behind_the_same_name_is_told(chat_server: FakeChatServer, tmp_path: Path) -> None:
    sizes = tmp_path / "sizes.json"
    embedder = embedder_of(chat_server, sizes=sizes)
    embedder.embed_query("a")
    chat_server.dimensions = 32
    with pytest.raises(VectorSizeError, match="32 dimensions, 64 before"):
        embedder.embed_query("b")
    assert embedder_of(chat_server, sizes=sizes).fingerprint.endswith("32 dimensions")
    chat_server.dimensions = 16
    assert embedder_of(chat_server, sizes=sizes, anew=True).fingerprint.endswith("16 dimensions")
