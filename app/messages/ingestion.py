"""Says in words why a source was refused, and what of an article is doubtful."""

from __future__ import annotations

from collections.abc import Mapping

from app.messages.catalogue import catalogue, say
from app.messages.errors import scrub
from ingest.language import Language


def reason(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """Return why a source was refused, in words; the bare code for one that has none, so that nothing gets lost."""
    return _worded("refused", code, params, language)


def doubt(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """Return what of an article was not read or may be wrong, in words; the bare code for one that has none."""
    return _worded("doubtful", code, params, language)


def _worded(area: str, code: str, params: Mapping[str, str | int], language: Language) -> str:
    if code not in catalogue(language)[area]:
        return code
    return say(area, code, language, **{name: scrub(str(value)) for name, value in params.items()})
