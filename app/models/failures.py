"""What a provider's exception means to a reader. Knows the shapes of errors, opens nothing and retries nothing."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from json import JSONDecodeError
from typing import TYPE_CHECKING

from app.messages.errors import SanadError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Said to the reader where a server limits the rate without saying for how long.
_USUAL_WAIT = 20.0

_CONTEXT = re.compile(
    r"context.{0,3}(length|window|size)|maximum context|exceed_context|too many tokens|(prompt|input) is too long",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|insufficient balance|credit", re.IGNORECASE
)
_FILTER = re.compile(r"content_filter|content_policy|content management policy|safety", re.IGNORECASE)
_NO_MODEL = re.compile(r"model.{0,80}(not.{0,2}found|not exist|does not exist|unknown|not available)", re.I | re.S)
_NO_MODEL_FIRST = re.compile(r"(unknown|no such|invalid) model|model_not_found", re.IGNORECASE)

# Of an error that a server sends without a status.
_DOWN = re.compile(
    r"overloaded|server_error|internal (server )?error|unavailable|bad gateway|upstream|timed? ?out", re.I
)

_BY_STATUS = {401: "wrong_key", 402: "quota", 403: "permission", 408: "server_down", 413: "context_too_long"}
# What LangChain says where a reply held nothing that it could read.
_NOTHING = (
    "no generation",
    "no generations",
    "null value for 'choices'",
    "not an iterable",
    "no attribute 'model_dump'",
)


def name_of(model: BaseChatModel) -> str:
    """Return the model's name as its provider knows it, for messages."""
    for attribute in ("model_name", "model", "model_id"):
        name = getattr(model, attribute, None)
        if isinstance(name, str) and name:
            return name
    return str(model._llm_type)


def classify(error: BaseException, model: str = "") -> SanadError:
    """Return what `error` means, as a SanadError whose cause is `error`; a SanadError comes back as it is."""
    if isinstance(error, SanadError):
        return error
    code = _code(error)
    seconds = _asked_wait(error) if code == "rate_limited" else None
    found = SanadError(
        code,
        model=model or "the model",
        seconds=f"{seconds if seconds is not None else _USUAL_WAIT:g}",
        reason=_reason(error),
    )
    found.__cause__ = error
    return found


def retry_after(error: SanadError) -> float | None:
    """Return the seconds that the server behind `error` asked to wait, or None where it did not say."""
    return _asked_wait(error.__cause__) if error.__cause__ is not None else None


def _code(error: BaseException) -> str:
    causes = list(_causes(error))
    if any(_of_a_proxy(cause) for cause in causes):
        return "proxy_failed"
    for cause in causes:
        status, text = _status(cause), _details(cause)
        if status is not None and status >= 400:
            return _by_status(status, text)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "bad_certificate"
    for cause in causes:
        for kind, code in _by_type():
            if isinstance(cause, kind):
                return code
    text = " ".join(_details(cause) for cause in causes)
    if _CONTEXT.search(text):
        return "context_too_long"
    if _DOWN.search(text):
        return "server_down"
    if any(words in text.lower() for words in _NOTHING):
        return "bad_reply"
    return "model_failed"


@cache
def _by_type() -> tuple[tuple[tuple[type[BaseException], ...], str], ...]:
    """Return what the libraries' own exceptions mean, the first that fits; importing them all takes a second."""
    import httpx
    import openai
    from langchain_core import exceptions

    return (
        ((exceptions.ContextOverflowError,), "context_too_long"),
        ((exceptions.ModelAuthenticationError,), "wrong_key"),
        ((exceptions.ModelPermissionDeniedError,), "permission"),
        ((exceptions.ModelNotFoundError,), "no_such_model"),
        ((exceptions.ModelRateLimitError,), "rate_limited"),
        ((openai.APIResponseValidationError, JSONDecodeError, UnicodeDecodeError, httpx.DecodingError), "bad_reply"),
        ((openai.ContentFilterFinishReasonError,), "refused_content"),
        ((httpx.RemoteProtocolError,), "server_down"),
        ((exceptions.ModelAPIError, exceptions.ModelConnectionError, exceptions.ModelTimeoutError), "server_down"),
        ((openai.APIConnectionError, httpx.TransportError, ConnectionError, TimeoutError), "server_down"),
    )


def _of_a_proxy(error: BaseException) -> bool:
    """Whether a proxy on the way refused: by its own exception, or by a page where the server would send JSON."""
    if type(error).__name__ == "ProxyError" or _status(error) == 407:
        return True
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None)
    if headers is None or _status(error) not in (403, 502, 503):
        return False
    named = any(name in headers for name in ("x-squid-error", "proxy-authenticate", "proxy-status"))
    return named or ("via" in headers and "json" not in str(headers.get("content-type")))


def _by_status(status: int, text: str) -> str:
    if status == 429:
        return "quota" if _QUOTA.search(text) else "rate_limited"
    if status in (400, 404, 413, 422):
        if _CONTEXT.search(text):
            return "context_too_long"
        if _NO_MODEL.search(text) or _NO_MODEL_FIRST.search(text):
            return "no_such_model"
        if _FILTER.search(text):
            return "refused_content"
    if status == 404:  # without a word of a model, it is the address that is wrong
        return "no_such_model" if re.search(r"\bmodels?\b", text, re.IGNORECASE) else "bad_reply"
    if status >= 500:  # llama.cpp has reported an overflowing context as 500
        return "context_too_long" if _CONTEXT.search(text) else "server_down"
    return _BY_STATUS.get(status, "model_failed")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        for attribute in ("status_code", "status", "code"):
            status = getattr(holder, attribute, None)
            if isinstance(status, str) and re.fullmatch(r"[1-5]\d\d", status):
                return int(status)
            if isinstance(status, int) and not isinstance(status, bool) and 100 <= status < 600:
                return status
    return None


def _details(error: BaseException) -> str:
    return f"{error} {getattr(error, 'code', '') or ''} {getattr(error, 'type', '') or ''}"[:4000]


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _asked_wait(error: BaseException) -> float | None:
    """Return Retry-After in seconds (RFC 9110 §10.2.3: a number or a date; some servers: `retry-after-ms`)."""
    for cause in _causes(error):
        headers = getattr(getattr(cause, "response", None), "headers", None)
        if headers is None:
            continue
        milliseconds, value = headers.get("retry-after-ms"), headers.get("retry-after")
        try:
            if milliseconds is not None:
                return max(0.0, float(milliseconds) / 1000)
            if value is not None:
                return _seconds(value)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _seconds(value: str) -> float:
    if re.fullmatch(r"\s*\d{1,9}(\.\d+)?\s*", value):
        return float(value)
    date = parsedate_to_datetime(value)
    return max(0.0, (date.astimezone(UTC) - datetime.now(UTC)).total_seconds())
