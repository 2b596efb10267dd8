"""Errors, in words that a reader can act on, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from app.messages.catalogue import catalogue, say
from app.messages.secrets import SECRETS
from ingest.language.harmless import CONTROL, INVISIBLE, JOINERS, MARKS, REORDERING

Language = Literal["ar", "en"]

# Longest parameter put into a message: provider errors can carry a whole web page.
_LONGEST_PARAMETER = 300

_SECRETS = re.compile(
    r"""(?ix)
      \b(?:sk|pk|rk|gsk|hf|xai|ghp|pplx|tvly|nvapi)[-_][A-Za-z0-9][A-Za-z0-9_\-*.]{7,}  # well-known providers' keys
    | \bAIza[A-Za-z0-9_\-]{16,}
    | \bbearer\s+[^\s"',]+
    | (?<=://)[^/\s@]+(?=@)  # user:password@ of an address
    | (?:api[-_ ]?key|token|secret|password)["']?\s*[=:]\s*["']?[^\s"',&]+
    """
)
_CONTROLS = re.compile(rf"[{CONTROL}\t\n\r{INVISIBLE}{MARKS}{JOINERS}{REORDERING}]+")


def scrub(text: str) -> str:
    """Return `text` on one line, at most 300 characters, with secrets of ours and what looks like a key as `***`."""
    text = _CONTROLS.sub(" ", _SECRETS.sub("***", SECRETS.hide(text[:10_000])))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_PARAMETER else text[: _LONGEST_PARAMETER - 1] + "…"


class SanadError(Exception):
    """An error with a stable `code`, `params` that fill its message, and that message in Arabic and English.

    The message says what happened and what to do next. Parameters are scrubbed of secrets;
    one that is words may come twice, as `reason` (English) and `reason_ar` (Arabic).
    `str(error)` is the English message. Raises ValueError for a code that has no message.
    """

    def __init__(self, code: str, **params: object) -> None:
        if code not in catalogue("en")["error"]:
            raise ValueError(f"no message for error code {code!r}")
        self.code = code
        self.params: Mapping[str, str] = MappingProxyType({k: scrub(str(v)) for k, v in params.items()})
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Return what happened and what to do next, in `language`."""
        values = dict(self.params)
        if language == "ar":
            values |= {name.removesuffix("_ar"): value for name, value in values.items() if name.endswith("_ar")}
        return say("error", self.code, language, **values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, dict(self.params))


def _rebuild(code: str, params: dict[str, str]) -> SanadError:
    return SanadError(code, **params)
