"""What the command line says when all is well; its options explain themselves in English. Knows no command."""

from __future__ import annotations

from app.messages import catalogue
from app.messages.errors import Language


def say(key: str, language: Language, **values: object) -> str:
    """Return what is said, with `values` filled in."""
    return catalogue.say("terminal", key, language, **values)
