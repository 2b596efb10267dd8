"""What the command line says when nothing is wrong. The help of its options is English only."""

from __future__ import annotations

from app.messages import catalogue
from app.messages.errors import Language


def say(key: str, language: Language, **values: object) -> str:
    """Return what is said, with `values` filled in."""
    return catalogue.say("terminal", key, language, **values)
