"""Says in words why a source was refused."""

from __future__ import annotations

from collections.abc import Mapping

from app.messages.catalogue import catalogue, say
from app.messages.errors import scrub
from ingest.language import Language


def reason(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """Return why a source was refused, in words; the bare code for one that has none, so that nothing gets lost."""
    if code not in catalogue(language)["refused"]:
        return code
    return say("refused", code, language, **{name: scrub(str(value)) for name, value in params.items()})
