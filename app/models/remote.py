"""Open a chat model that another program serves, by `provider:model`. Knows no prompt and makes no request."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx

from app.messages.errors import SanadError
from app.models.spec import Spec
from app.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# OpenAI's reasoning models: a temperature is an error there, and the bound on output would also cut their thinking.
_REASONING = re.compile(r"(?:^|/)(?:o\d|gpt-(?:[5-9]|\d\d))", re.IGNORECASE)

# Providers whose LangChain class takes `max_retries`; our own retries replace theirs, which hide the time limits.
_COUNTS_RETRIES = frozenset(
    {"anthropic", "azure_openai", "deepseek", "fireworks", "google_genai", "groq", "mistralai", "openrouter"}
    | {"perplexity", "together", "upstage", "xai"}
)

# Longest reply in bytes: the longest answer is some 30 kB, and each token's event repeats about 300 bytes around it.
_MAX_REPLY_BYTES = 32 * 1024 * 1024


def open_remote(spec: Spec, settings: Settings) -> BaseChatModel:
    """Return the chat model of `spec`; no request is made.

    Raises SanadError: provider_not_installed, missing_key, or bad_setting for an unknown provider.
    """
    if spec.provider == "openai":
        return open_openai(
            model=spec.model,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
            settings=settings,
        )
    options = {"max_retries": 0} if spec.provider in _COUNTS_RETRIES else {}
    return _create(spec.provider, spec.model, options)


def open_openai(*, model: str, base_url: str | None, api_key: str | None, settings: Settings) -> BaseChatModel:
    """Return a model of OpenAI, or of any server that speaks its chat-completions protocol, at `base_url`.

    A server that is not OpenAI's may need no key. Raises SanadError("missing_key") where OpenAI's is missing.
    """
    if api_key is None and base_url is None:
        raise SanadError("missing_key", model=f"openai:{model}", variable="OPENAI_API_KEY")
    options: dict[str, Any] = {
        "base_url": base_url or "https://api.openai.com/v1",
        "api_key": api_key or "none",
        "use_responses_api": False,
        "stream_usage": True,
        "max_retries": 0,
        "timeout": None,  # the clients below carry the limits
        "stream_chunk_timeout": None,  # app/models/streaming.py enforces its own, with the reader's message
        "http_client": http_client(settings),
        "http_async_client": http_async_client(settings),
    }
    if not _REASONING.search(model):
        options["temperature"] = 0.0
        # Older compatible servers know only `max_tokens`, which LangChain would rename to `max_completion_tokens`.
        key = "extra_body" if base_url else "max_tokens"
        options[key] = {"max_tokens": settings.max_output_tokens} if base_url else settings.max_output_tokens
    return _create("openai", model, options)


def http_async_client(settings: Settings, *, trust_env: bool = True) -> httpx.AsyncClient:
    """Return an HTTP client with the connect limit, a bound on the size of a reply, and no connections kept.

    A connection that is kept belongs to the event loop that opened it, and fails in the next (`asyncio.run` twice).
    """
    return httpx.AsyncClient(
        timeout=_timeout(settings),
        limits=_NONE_KEPT,
        trust_env=trust_env,
        event_hooks={"response": [_bound]},
        follow_redirects=True,
    )


def http_client(settings: Settings, *, trust_env: bool = True) -> httpx.Client:
    """Return the blocking counterpart of `http_async_client`, for callers outside an event loop."""
    return httpx.Client(timeout=_timeout(settings), limits=_NONE_KEPT, trust_env=trust_env, follow_redirects=True)


_NONE_KEPT = httpx.Limits(max_keepalive_connections=0)


def _timeout(settings: Settings) -> httpx.Timeout:
    # Reading is bounded by app/models/streaming.py, which knows what a reader waits for; this is its backstop.
    return httpx.Timeout(600.0, connect=settings.connect_timeout)


class _Bounded(httpx.AsyncByteStream):
    """A reply's bytes, ended with an error once there are too many: a line without an end is buffered whole."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for block in self._inner:
            size += len(block)
            if size > _MAX_REPLY_BYTES:
                raise httpx.RemoteProtocolError("the reply is too long")
            yield block

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _bound(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Bounded(response.stream)


def _create(provider: str, model: str, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model  # takes a second to import, and most commands write nothing
    from langchain_core.language_models import BaseChatModel

    try:
        created = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        package = getattr(error.__cause__, "name", None) or f"langchain_{provider}"
        raise SanadError(
            "provider_not_installed", provider=provider, package=package.split(".")[0].replace("_", "-")
        ) from error
    except Exception as error:  # any provider's own checks of its settings
        if re.search(r"api[-_ ]?key|credential|token", str(error), re.IGNORECASE):
            variable = f"{provider.upper()}_API_KEY"
            raise SanadError("missing_key", model=f"{provider}:{model}", variable=variable) from error
        raise SanadError("bad_setting", name="SANAD_CHAT_MODEL", reason=str(error)) from error
    if not isinstance(created, BaseChatModel):
        raise SanadError("bad_setting", name="SANAD_CHAT_MODEL", reason=f"{provider}:{model} is not a chat model")
    return created
