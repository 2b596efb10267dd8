"""What this process was given as a secret is in nothing that it says, in whatever dress a provider hands it back."""

from __future__ import annotations

import base64
import io
import json
import logging
import traceback
from collections.abc import Callable
from urllib.parse import quote

import pytest

from app.logs import _Json, _Text
from app.messages import secrets
from app.messages.errors import SanadError
from app.messages.secrets import Secrets
from app.settings import load_settings
from tests.app.conftest import Run
from tests.fakes import FakeChatServer, replies

KEY = "Zq7+vT4/mK9-wX2_pL5=nR8"  # of no known provider's look

SHAPES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "quoted": lambda key: f"'{key}'",
    "as json": lambda key: json.dumps({"k": key}),
    "in capitals": str.upper,
    "percent": lambda key: quote(key, safe=""),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "basic": lambda key: "Basic " + base64.b64encode(f"user:{key}".encode()).decode(),
    "url-safe base64": lambda key: base64.urlsafe_b64encode(f":{key}".encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
    "over two lines": lambda key: f"{key[:9]}\n    {key[9:]}",
    "zero-width": lambda key: "\u200b".join(key),
    "spaced": lambda key: " ".join(key),
    "its end": lambda key: f"key ending in {key[-8:]}",
    "its beginning": lambda key: f"{key[:12]}***",
    "backwards": lambda key: key[::-1],
    "full width": lambda key: "".join(chr(ord(c) + 0xFEE0) for c in key),
}


# What of a dress is secret, where that is not all of it.
SECRET = {"quoted": KEY, "as json": KEY, "its end": KEY[-8:], "its beginning": KEY[:12]}


def secret_of(shape: str) -> str:
    dressed = SHAPES[shape](KEY)
    return dressed[14:] if shape == "basic" else SECRET.get(shape, dressed)


def gives_away(text: str, key: str) -> bool:
    """Return whether eight characters of the key, or all of it in another dress, stand in `text`."""
    return any(key[at : at + 8].casefold() in text.casefold() for at in range(len(key) - 7))


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """Return the process's secrets, empty for this test."""
    for name in ("_values", "_parts", "_short"):
        monkeypatch.setattr(secrets.SECRETS, name, frozenset())
    return secrets.SECRETS


@pytest.mark.parametrize("shape", SHAPES)
def test_a_key_is_hidden_in_every_dress(shape: str) -> None:
    load_settings(openai_api_key=KEY)
    dressed = SHAPES[shape](KEY)
    shown = str(SanadError("model_failed", model="m", reason=f"Invalid key: {dressed} was refused"))
    assert dressed not in shown
    assert not gives_away(shown, secret_of(shape))
    assert "***" in shown
    assert "was refused" in shown


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("ANTHROPIC_API_KEY", KEY, KEY),
        ("HF_TOKEN", KEY, KEY),
        ("MY_SECRET", KEY, KEY),
        ("DB_PASSWORD", "correct horse", "correct horse"),
        ("HTTPS_PROXY", "http://me:tr0ub4dor@proxy:8080", "tr0ub4dor"),
        ("OPENAI_BASE_URL", "https://me:tr0ub4dor@host/v1", "tr0ub4dor"),
    ],
)
def test_other_providers_secrets_are_known_by_their_names(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, hidden: str
) -> None:
    monkeypatch.setenv(name, value)
    load_settings()
    assert hidden not in str(SanadError("model_failed", model="m", reason=f"no: {hidden}"))


def test_a_secret_of_a_dotenv_file_is_known(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open(".env", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(f"GROQ_API_KEY={KEY}\n")
    load_settings()
    assert KEY not in str(SanadError("model_failed", model="m", reason=KEY))


def test_words_and_short_placeholders_stay() -> None:
    load_settings(openai_api_key="none")
    text = "none of the servers answered; the skyscrapers of Riyadh"
    assert text in str(SanadError("model_failed", model="m", reason=text))


@pytest.mark.parametrize("form", [_Text(), _Json()])
def test_logs_hold_no_secret_not_even_in_a_traceback(form: logging.Formatter) -> None:
    load_settings(openai_api_key=KEY)
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(form)
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError(f"refused: {KEY}")
    except ValueError:
        assert KEY in traceback.format_exc()
        logger.exception("asking with %s failed", KEY)
    assert KEY not in out.getvalue()
    assert out.getvalue().count("***") >= 2


@pytest.mark.parametrize("shape", ["plain", "percent", "over two lines", "its end"])
def test_a_provider_that_echoes_the_key_is_not_repeated(
    stocked: Run, chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    monkeypatch.setenv("SANAD_CHAT_MODEL", "openai")
    monkeypatch.setenv("OPENAI_BASE_URL", chat_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    dressed = SHAPES[shape](KEY)
    chat_server.default = replies.error(418, f"no tea for {dressed}")
    _, out, err = stocked("ask", "How much did the port of Sfax handle?", "--json")
    assert not gives_away(out + err, secret_of(shape))
