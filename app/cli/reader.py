"""The language of the person at the terminal."""

from __future__ import annotations

import os

from app.messages.errors import Language


def reader_language(question: str | None = None) -> Language:
    """Return the language of `question`, where there is one; else Arabic where this terminal's locale says so."""
    if question and not question.isspace():
        from ingest.language.text import detect_language  # the only use of it before a command has begun

        return detect_language(question)
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ar" if locale.lower().startswith("ar") else "en"
