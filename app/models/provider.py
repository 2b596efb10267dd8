"""The chat model that the settings ask for, behind one small interface. Knows no prompt, answer or page."""

from __future__ import annotations

from typing import Protocol

from langchain_core.language_models import BaseChatModel

from app.messages.errors import SanadError
from app.models.limits import Limits, limits_for
from app.models.local import LocalModel
from app.models.network import NETWORK_ERRORS
from app.models.remote import open_remote
from app.models.shelf import path_of
from app.models.spec import parse_spec
from app.models.status import READY, ModelStatus
from app.settings import QUOTES, Settings


class ChatModels(Protocol):
    """Hands out the chat model while there is one. Safe to call from any thread."""

    @property
    def name(self) -> str:
        """The spec, as shown to readers."""

    @property
    def limits(self) -> Limits:
        """The bounds on one reply of this model."""

    def current(self) -> BaseChatModel | None:
        """Return the model to use now, or None: answer with quotes."""

    def status(self) -> ModelStatus:
        """Return how far along the model is."""

    def close(self) -> None:
        """Free what the model holds; later calls of `current` return None. May be called twice."""


class QuotesModels:
    """No model: every answer is made of quotes."""

    def __init__(self, limits: Limits) -> None:
        self.name = QUOTES
        self.limits = limits

    def current(self) -> BaseChatModel | None:
        """Return None, always."""
        return None

    def status(self) -> ModelStatus:
        """Return `ready`: there is nothing to wait for."""
        return READY

    def close(self) -> None:
        """Do nothing."""


class RemoteModels:
    """One model that another program serves."""

    def __init__(self, name: str, model: BaseChatModel, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._model: BaseChatModel | None = model

    def current(self) -> BaseChatModel | None:
        """Return the model, whether or not its server can be reached just now."""
        return self._model

    def status(self) -> ModelStatus:
        """Return `ready`: whether the server answers is known only by asking it."""
        return READY

    def close(self) -> None:
        """Let go of the model. Its connections end with each reply, so there is nothing else to close."""
        self._model = None


class BarredModels:
    """A model that can't be reached from this machine as it is set up; `error` says why. Quotes stand in for it."""

    def __init__(self, name: str, error: SanadError, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._status = ModelStatus("failed", error=error)

    def current(self) -> BaseChatModel | None:
        """Return None, always."""
        return None

    def status(self) -> ModelStatus:
        """Return `failed`, with the error."""
        return self._status

    def close(self) -> None:
        """Do nothing."""


class LocalModels:
    """The model that runs in this program; None until it is ready."""

    def __init__(self, name: str, local: LocalModel, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._local = local

    def current(self) -> BaseChatModel | None:
        """Return the model once it is loaded."""
        return self._local.model()

    def status(self) -> ModelStatus:
        """Return how far fetching, verifying and loading are."""
        return self._local.status()

    def close(self) -> None:
        """Stop fetching or serving and free the model's memory."""
        self._local.close()


def open_chat_models(settings: Settings, *, fetch: bool = True) -> ChatModels:
    """Return the chat model of `settings`; a local one starts being fetched and loaded in the background.

    Without `fetch`, a local model that is not on the disk has failed at once, with its remedy.

    A proxy or certificate file that can't be used is the model's status, so that the page starts.

    Raises SanadError for a spec that is not one, a missing key, or a provider that is not installed.
    """
    spec = parse_spec(settings.resolved_chat_model())
    if spec.kind == "quotes":
        return QuotesModels(limits_for(settings, local=False))
    if spec.kind == "remote":
        limits = limits_for(settings, local=False)
        try:
            return RemoteModels(spec.text, open_remote(spec, settings), limits)
        except SanadError as error:
            if error.code not in NETWORK_ERRORS:
                raise
            return BarredModels(spec.text, error, limits)
    local = LocalModel(settings, path=path_of(spec, settings), fetch=fetch)
    local.start()
    return LocalModels(spec.text, local, limits_for(settings, local=True))
