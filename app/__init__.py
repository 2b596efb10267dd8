"""Sanad, a bilingual research desk over news. `python -m app` is the command line."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.messages.errors import SanadError as SanadError
    from app.services import make_assistant as make_assistant
    from app.services import open_ingestion as open_ingestion
    from app.services import open_models as open_models
    from app.services import open_store as open_store
    from app.settings import Settings as Settings
    from app.settings import load_settings as load_settings

# Imported on first use, so that importing the package or one of its parts is cheap.
_HOMES = {
    "SanadError": "app.messages.errors",
    "Settings": "app.settings",
    "load_settings": "app.settings",
    "make_assistant": "app.services",
    "open_ingestion": "app.services",
    "open_models": "app.services",
    "open_store": "app.services",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
