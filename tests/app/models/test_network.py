"""The way to a model's server: proxies that are passed by, used, refused, or cannot be used at all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage

from app.messages.errors import SanadError
from app.models.failures import classify
from app.models.limits import Limits
from app.models.network import check_way, is_private, proxy_of
from app.models.provider import open_chat_models
from app.models.remote import open_remote
from app.models.spec import parse_spec
from app.models.streaming import read_chat
from app.settings import load_settings
from tests.fakes import FakeChatServer, replies

NOWHERE = "http://127.0.0.1:9"
QUICK = Limits(first_token=20, idle=20, total=40, retries=0)


def said_by(address: str, **settings: object) -> str:
    """Return the reply of a chat model at `address`."""
    model = open_remote(parse_spec("openai:fake"), load_settings(openai_base_url=address, **settings))
    return asyncio.run(read_chat(model, [HumanMessage("?")], QUICK))[0]


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://localhost:11434", True),
        ("http://ollama:11434/v1", True),
        ("http://host.docker.internal/v1", True),
        ("http://gpu.local/v1", True),
        ("https://api.example.com/v1", False),
        ("https://8.8.8.8/v1", False),
    ],
)
def test_where_no_proxy_leads(address: str, private: bool) -> None:
    assert is_private(address) is private


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"])
@pytest.mark.parametrize("proxy", [NOWHERE, "socks5://127.0.0.1:9", "nonsense://x"])
def test_a_server_of_this_machine_is_reached_past_any_proxy(
    chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str
) -> None:
    monkeypatch.setenv(variable, proxy)
    assert said_by(chat_server.url) == "Hello."


def test_a_server_elsewhere_is_reached_through_the_proxy(
    chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", chat_server.url.removesuffix("/v1"))
    assert said_by("http://models.example.com/v1") == "Hello."
    assert chat_server.requests[0].path == "http://models.example.com/v1/chat/completions"


def test_the_proxy_for_models_alone_goes_first(chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", NOWHERE)
    monkeypatch.setenv("OPENAI_PROXY", chat_server.url.removesuffix("/v1"))
    assert said_by("http://models.example.com/v1") == "Hello."


def test_a_proxy_that_refuses_is_told_from_a_wrong_key(
    chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", chat_server.url.removesuffix("/v1"))
    chat_server.then(replies.body("<h1>Access denied</h1>", {"Via": "1.1 squid", "Content-Type": "text/html"}, 403))
    with pytest.raises(SanadError) as caught:
        said_by("http://models.example.com/v1")
    assert caught.value.code == "proxy_failed"
    assert classify(httpx.ProxyError("403 Forbidden")).code == "proxy_failed"


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("ALL_PROXY", "socks5://10.0.0.1:1080", "socks_missing"),
        ("HTTPS_PROXY", "ftp://10.0.0.1", "bad_proxy"),
        ("SSL_CERT_FILE", "/no/such/file.pem", "bad_certificate_file"),
    ],
)
def test_what_bars_the_way_is_named_and_the_page_starts(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, code: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr("app.models.network.find_spec", lambda name: None)
    models = open_chat_models(load_settings(openai_api_key="sk-x", chat_model="openai:gpt-4.1"))
    error = models.status().error
    assert models.current() is None
    assert error is not None
    assert (error.code, variable in error.message("en"), variable in error.message("ar")) == (code, True, True)
    with pytest.raises(SanadError):
        check_way()
    models.close()


def test_a_file_that_holds_no_certificate_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with pytest.raises(SanadError) as caught:
        check_way()
    assert caught.value.code == "bad_certificate_file"


def test_a_stale_certificate_file_does_not_bar_a_plain_server(
    chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    assert said_by(chat_server.url) == "Hello."


def test_which_proxy_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://10.0.0.1:3128")
    assert proxy_of("https://api.example.com") == ("ALL_PROXY", "http://10.0.0.1:3128")
    assert proxy_of("http://127.0.0.1") is None
