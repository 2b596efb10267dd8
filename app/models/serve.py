"""Serve a GGUF file with llama.cpp inside this process, on a loopback address. Knows no prompt and no download."""

from __future__ import annotations

import importlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.messages.errors import SanadError
from app.models.cores import physical_cores
from app.models.dialect import Dialect
from app.models.remote import http_async_client, http_client
from app.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Two conversations at once. Also for one reader: the prompt that makes a follow-up standalone and the one that answers
# begin differently, and each keeps the slot whose cache begins like it.
_SLOTS = 2

# Caches of earlier prompts that are kept in memory, in MiB; llama.cpp's own default is 8,192.
_CACHE_MIB = 256


class LlamaServer:
    """llama.cpp's HTTP server on a random loopback port, with a random key and no cross-origin access.

    The constructor loads the model (seconds; some 1.9 GB for the default one) and returns when it can be asked.
    Raises SanadError: model_load_failed, or llama_missing where llama.cpp itself cannot be loaded.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        if not _is_gguf(path):
            raise SanadError("model_load_failed", path=path, reason="not a GGUF file", reason_ar="ليس ملف GGUF")
        self._key = secrets.token_urlsafe(32)
        self._settings = settings
        xllamacpp = load_library()
        try:
            self._server: Any = xllamacpp.Server(self._parameters(xllamacpp.CommonParams(), path))
        except (RuntimeError, ValueError, MemoryError, OSError) as error:
            raise SanadError("model_load_failed", path=path, reason=str(error)) from error

    def _parameters(self, parameters: Any, path: Path) -> Any:
        threads = self._settings.threads or physical_cores()
        parameters.model.path = str(path)
        parameters.model_alias = {"local"}
        parameters.verbosity = 0
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0
        parameters.api_keys = [self._key]
        parameters.cors_origins = "http://127.0.0.1"  # nobody: `null` would admit sandboxed frames
        parameters.ui = False
        parameters.n_parallel = _SLOTS
        parameters.n_ctx = self._settings.local_context * _SLOTS
        parameters.cache_ram_mib = _CACHE_MIB
        parameters.cpuparams.n_threads = threads
        parameters.cpuparams_batch.n_threads = threads
        return parameters

    @property
    def address(self) -> str:
        """The server's address, such as `http://127.0.0.1:43211`."""
        return str(self._server.listening_address)

    @property
    def key(self) -> str:
        """The key that every request must carry."""
        return self._key

    def chat_model(self) -> BaseChatModel:
        """Return a LangChain model that asks this server, past any proxy."""
        from app.models.compatible import CompatibleChat  # takes a second to import, and most commands write nothing

        dialect = Dialect(self._settings.thinking_tokens)
        return CompatibleChat.speaking(
            dialect,
            model="local",
            base_url=f"{self.address}/v1",
            api_key=lambda: self._key,
            use_responses_api=False,
            stream_usage=True,
            max_retries=0,
            temperature=0.0,
            stream_chunk_timeout=None,
            extra_body={"max_tokens": self._settings.max_output_tokens, "cache_prompt": True},
            openai_proxy=None,
            http_client=http_client(self._settings),
            http_async_client=http_async_client(self._settings, dialect=dialect),
        )

    def close(self) -> None:
        """Stop the server and free its memory. May be called twice."""
        self._server = None


def load_library() -> Any:
    """Return the xllamacpp module, loaded with threads that sleep while they wait for each other.

    Raises SanadError("llama_missing"): it needs libgomp, which a bare Linux does not have.

    By default they spin. As soon as something else wants a core (the embedder checks sentences while the model writes
    the next one), that starves them: on two busy cores a 136-token prompt took 12 to 16 s asleep, over 50 s spinning.
    The variable is read when the library is loaded; one that is set already is kept.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        return importlib.import_module("xllamacpp")
    except (ImportError, OSError) as error:
        raise SanadError("llama_missing", reason=error) from error


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"GGUF"
    except OSError as error:
        raise SanadError("model_load_failed", path=path, reason=error.strerror or str(error)) from error
