"""Open a chat model that another program serves, by `provider:model`. Knows no prompt and makes no request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx

from app.messages.errors import SanadError
from app.models.dialect import Dialect
from app.models.network import check_way, client_options
from app.models.spec import Spec
from app.models.wire import ChatClient
from app.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Models that think before they answer: OpenAI's refuse a temperature, and the bound on output cuts all thoughts, too.
_REASONING = re.compile(
    r"(?:^|/)(?:o\d|gpt-(?:[5-9]|\d\d|oss))|deepseek-r|[-_:/]r1\b|qwq|thinking|reason|magistral", re.IGNORECASE
)

# Providers whose LangChain class takes `max_retries`; our own retries replace theirs, which hide the time limits.
_COUNTS_RETRIES = frozenset(
    {"anthropic", "azure_openai", "deepseek", "fireworks", "google_genai", "groq", "mistralai", "openrouter"}
    | {"perplexity", "together", "upstage", "xai"}
)

# Past any proxy.
DIRECT: Mapping[str, Any] = MappingProxyType({"trust_env": False})


def open_remote(spec: Spec, settings: Settings) -> BaseChatModel:
    """Return the chat model of `spec`; no request is made.

    Raises SanadError: provider_not_installed, missing_key, bad_setting for an unknown provider, and what
    `network.check_way` raises.
    """
    if spec.provider == "openai":
        return open_openai(
            model=spec.model,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
            settings=settings,
        )
    check_way()
    options = {"max_retries": 0} if spec.provider in _COUNTS_RETRIES else {}
    return _create(spec.provider, spec.model, options)


def open_openai(*, model: str, base_url: str | None, api_key: str | None, settings: Settings) -> BaseChatModel:
    """Return a model of OpenAI, or of any server that speaks its chat-completions protocol, at `base_url`.

    A server that is not OpenAI's may need no key. Raises SanadError: missing_key where OpenAI's is missing, and what
    `network.client_options` raises.
    """
    if api_key is None and base_url is None:
        raise SanadError("missing_key", model=f"openai:{model}", variable="OPENAI_API_KEY")
    from app.models.compatible import CompatibleChat

    way = client_options(base_url, proxy=settings.openai_proxy)
    thinks = bool(_REASONING.search(model))
    dialect = Dialect(0 if thinks else settings.thinking_tokens)
    bound = settings.max_output_tokens + (settings.thinking_tokens if thinks else 0)
    options: dict[str, Any] = {
        "model": model,
        "base_url": base_url or "https://api.openai.com/v1",
        "api_key": api_key or "none",
        "use_responses_api": False,
        "stream_usage": True,
        "max_retries": 0,
        "timeout": None,  # the clients below carry the limits
        "stream_chunk_timeout": None,  # app/models/streaming.py enforces its own, with the reader's message
        "openai_proxy": None,  # it is in the clients
        "http_client": http_client(settings, way),
        "http_async_client": http_async_client(settings, way, dialect),
    }
    if settings.reasoning_effort:
        options["reasoning_effort"] = settings.reasoning_effort
    if not thinks:
        options["temperature"] = 0.0
    if base_url and not thinks:
        # Older compatible servers know only `max_tokens`, which LangChain would rename to `max_completion_tokens`.
        options["extra_body"] = {"max_tokens": bound}
    else:
        options["max_completion_tokens"] = bound
    return CompatibleChat.speaking(dialect, **options)


def http_async_client(
    settings: Settings, way: Mapping[str, Any] = DIRECT, dialect: Dialect | None = None
) -> httpx.AsyncClient:
    """Return an HTTP client with the connect limit, a bound on the size of a reply, and no connections kept.

    A connection that is kept belongs to the event loop that opened it, and fails in the next (`asyncio.run` twice).
    """
    return ChatClient(dialect or Dialect(), timeout=_timeout(settings), limits=_NONE_KEPT, follow_redirects=True, **way)


def http_client(settings: Settings, way: Mapping[str, Any] = DIRECT) -> httpx.Client:
    """Return the blocking counterpart of `http_async_client`, for callers outside an event loop."""
    return httpx.Client(timeout=_timeout(settings), limits=_NONE_KEPT, follow_redirects=True, **way)


_NONE_KEPT = httpx.Limits(max_keepalive_connections=0)


def _timeout(settings: Settings) -> httpx.Timeout:
    # Reading is bounded by app/models/streaming.py, which knows what a reader waits for; this is its backstop.
    return httpx.Timeout(600.0, connect=settings.connect_timeout)


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
