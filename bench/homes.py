"""Settings for libraries that a benchmark makes and throws away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.settings import Settings, load_settings


def temporary_settings(home: Path, **overrides: Any) -> Settings:
    """Return the settings of this machine, but with everything kept in `home`: never on the user's Chroma server."""
    return load_settings(home=home, **overrides).model_copy(update={"chroma_url": None})
