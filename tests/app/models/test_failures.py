"""What exceptions of providers that are not installed here would mean, by their shapes."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from langchain_core.exceptions import ContextOverflowError, ModelAuthenticationError, ModelRateLimitError

from app.messages.errors import SanadError
from app.models.failures import classify, retry_after


class ProviderError(Exception):
    """As most libraries have it: a status, and the response behind it."""

    def __init__(self, message: str, status_code: int | None, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.response = httpx.Response(status_code or 200, headers=headers)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProviderError("invalid x-api-key", 401), "wrong_key"),
        (ProviderError("Overloaded", 529), "server_down"),
        (ProviderError("prompt is too long: 210000 tokens > 200000 maximum", 400), "context_too_long"),
        (ProviderError("Your credit balance is too low: billing", 429), "quota"),
        (ProviderError("Model Not Exist", 400), "no_such_model"),
        (ProviderError("model: claude-x", 404), "no_such_model"),
        (ProviderError("404 page not found", 404), "bad_reply"),
        (ProviderError("models/gemini-x is not found for API version", 404), "no_such_model"),
        (ModelAuthenticationError("no"), "wrong_key"),
        (ModelRateLimitError("slow down"), "rate_limited"),
        (ContextOverflowError("too much"), "context_too_long"),
        (httpx.ConnectTimeout("slow"), "server_down"),
        (httpx.ReadError("gone"), "server_down"),
        (ConnectionResetError("gone"), "server_down"),
        (TimeoutError(), "server_down"),
        (ValueError("No generations found in stream."), "bad_reply"),
        (KeyError("x"), "model_failed"),
    ],
)
def test_the_shape_of_an_error_tells_what_it_means(error: Exception, code: str) -> None:
    found = classify(error, "some:model")
    assert found.code == code
    assert found.__cause__ is error


def test_the_cause_counts_where_the_wrapper_says_nothing() -> None:
    outer = RuntimeError("the call failed")
    outer.__cause__ = ProviderError("no", 401)
    assert classify(outer).code == "wrong_key"


def test_a_certificate_that_is_not_known_is_told_from_a_server_that_is_down() -> None:
    error = httpx.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed certificate")
    assert classify(error).code == "bad_certificate"


def test_an_error_of_ours_comes_back_as_it_is() -> None:
    error = SanadError("empty_reply", model="x")
    assert classify(error) is error


def test_a_retry_date_is_understood() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    waited = retry_after(classify(ProviderError("slow", 429, {"Retry-After": date})))
    assert waited is not None
    assert 200 < waited <= 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "Retry-After": "9"}, 1.5),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({}, None),
    ],
)
def test_retry_after_of_any_server(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(classify(ProviderError("slow", 429, headers))) == seconds
