"""Makes the embedder that a setting names. Knows no library, index or search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from vectorstore.embedding.embedders import LOCAL, Embedder, EmbeddingError, LocalEmbedder
from vectorstore.embedding.remote import LangChainEmbedder


@dataclass(frozen=True, slots=True)
class Server:
    """Where `openai:` embeddings are asked for; `way` is what an httpx client needs to get there."""

    base_url: str | None = None
    api_key: str | None = None
    way: Mapping[str, Any] = field(default_factory=dict)


def make_embedder(
    spec: str, server: Server | None = None, *, sizes: Path | None = None, anew: bool = False
) -> Embedder:
    """Return the embedder of a setting: `local`, or `provider:model` as LangChain's `init_embeddings` takes it.

    Connects to nothing yet. `openai:` goes to `server`; without one, to where OPENAI_BASE_URL leads. `sizes` and
    `anew`: see `LangChainEmbedder`. Raises EmbeddingError where the provider is unknown, its package is missing or it
    wants a key.
    """
    if spec == LOCAL:
        return LocalEmbedder()
    from langchain.embeddings import init_embeddings

    options = _of_openai(server or Server()) if spec.startswith("openai:") else {}
    try:
        embeddings = init_embeddings(spec, **options)
    except Exception as error:
        raise EmbeddingError(f"{spec}: {error}") from error
    if not isinstance(embeddings, Embeddings):
        raise EmbeddingError(f"{spec}: not an embedding model")
    return LangChainEmbedder(embeddings, spec, sizes=sizes, anew=anew)


def _of_openai(server: Server) -> dict[str, Any]:
    import httpx

    options: dict[str, Any] = {
        # Counting tokens first would fetch a tokenizer and send token numbers, which compatible servers refuse.
        "check_embedding_ctx_length": False,
        "max_retries": 0,  # LangChainEmbedder waits as long as the server asks
        "openai_proxy": None,
        "model_kwargs": {"encoding_format": "float"},  # some servers give nothing else
        "http_client": httpx.Client(timeout=60, follow_redirects=True, **server.way),
    }
    if server.base_url:
        options |= {"base_url": server.base_url, "api_key": server.api_key or "none"}
    elif server.api_key:
        options["api_key"] = server.api_key
    return options
