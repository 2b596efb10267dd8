"""Who reads the terminal: the language of this process's user. Knows no command and no page."""

from __future__ import annotations

import os

from app.errors import Language


def reader_language() -> Language:
    """Return the language of this terminal's user: Arabic where the locale says so."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ar" if locale.lower().startswith("ar") else "en"
