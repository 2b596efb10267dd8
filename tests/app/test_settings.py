"""Settings: where they come from, what they refuse, and that the page about them is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.messages.errors import SanadError
from app.settings import Settings, load_settings, variable
from tests import ROOT

DOCUMENT = ROOT / "docs" / "settings.md"


def test_with_nothing_set_the_model_is_local(isolated: Path) -> None:
    settings = load_settings()
    assert settings.resolved_chat_model() == "local"
    assert settings.strict_answers()
    assert settings.home == isolated / "sanad"
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_a_key_or_an_address_means_openai(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://localhost:1/v1")
    settings = load_settings()
    assert settings.resolved_chat_model() == f"openai:{settings.openai_model}"
    assert not settings.strict_answers()


def test_a_spec_wins_over_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("SANAD_CHAT_MODEL", " quotes ")
    assert load_settings().resolved_chat_model() == "quotes"


@pytest.mark.parametrize("name", ["OPENAI_MODEL", "SANAD_OPENAI_MODEL"])
def test_openai_alone_takes_the_model_of_its_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "my-model")
    assert load_settings(chat_model="openai").resolved_chat_model() == "openai:my-model"


@pytest.mark.parametrize(
    ("strict", "model", "withheld"),
    [("on", "quotes", True), ("off", "local", False), ("auto", "local:/x.gguf", True), ("auto", "openai:x", False)],
)
def test_strict(strict: str, model: str, withheld: bool) -> None:
    assert load_settings(strict=strict, chat_model=model).strict_answers() is withheld


@pytest.mark.parametrize(
    ("choice", "model", "translates"),
    [
        ("auto", "openai:x", True),
        ("auto", "local", False),
        ("on", "local", True),
        ("on", "quotes", False),
        ("off", "openai:x", False),
    ],
)
def test_translating(choice: str, model: str, translates: bool) -> None:
    assert load_settings(translate_questions=choice, chat_model=model).translates_questions() is translates


def test_an_argument_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SANAD_PORT=1001\nSANAD_HOST=0.0.0.0\nOTHER=x\n", encoding="utf-8")
    monkeypatch.setenv("SANAD_PORT", "1002")
    assert (load_settings().port, load_settings().host) == (1002, "0.0.0.0")
    assert load_settings(port=1003, host=None).port == 1003


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_PORT", "")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert load_settings().port == 7860
    assert load_settings().resolved_chat_model() == "local"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANAD_PORT", "x"),
        ("SANAD_PORT", "70000"),
        ("SANAD_STRICT", "maybe"),
        ("SANAD_CHROMA_URL", "localhost:8000"),
        ("OPENAI_BASE_URL", "localhost"),
        ("SANAD_IDLE_TIMEOUT", "0"),
        ("SANAD_IDLE_TIMEOUT", "nan"),
        ("SANAD_CHAT_MODEL", " "),
        ("SANAD_THREADS", "0"),
        ("SANAD_MODEL_MIRROR", "perhaps"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SanadError) as caught:
        load_settings()
    assert caught.value.code == "bad_setting"
    assert caught.value.params["name"] == name
    assert name in caught.value.message("ar")
    reason = caught.value.message("ar").split(": ", 1)[1].split(". ")[0]
    assert re.search("[\u0600-\u06ff]", reason), "the reason is worded in Arabic too"


def test_secrets_are_masked() -> None:
    settings = load_settings(openai_api_key="sk-very-secret-0001")
    assert "very" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1


def test_the_page_about_settings_is_true() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(rows) == {variable(name) for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default_factory is None and field.default is not None:
            default = field.default
            shown = (
                str(default).lower()
                if isinstance(default, bool)
                else f"{default:g}"
                if isinstance(default, float)
                else default
            )
            assert rows[variable(name)] == f"`{shown}`", name
