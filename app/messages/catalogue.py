"""Everything the program says, by key: texts from en.toml and ar.toml with their blanks filled."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ingest.language import Language

_UNKNOWN = "?"  # fills a blank without a value: a gap must not hide the message


@cache
def catalogue(language: Language) -> Mapping[str, Mapping[str, Any]]:
    """Return every text of `language`, by area and key; in the area `count`, the plural forms of each unit."""
    return tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))


def text(area: str, key: str, language: Language) -> str:
    """Return a text as it stands in the catalogue. Raises KeyError where there is none."""
    found: str = catalogue(language)[area][key]
    return found


def say(area: str, key: str, language: Language, /, **values: object) -> str:
    """Return a text with `values` in its blanks, or `?` where one is missing; a value is never itself a template.

    `{name}` is filled like `str.format` does; `{name:unit}` with a number and what it counts, in the plural form that
    CLDR has for it. Raises KeyError where there is no such text.
    """
    return _Blanks(language).vformat(text(area, key, language), (), values)


class _Blanks(string.Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002
        return kwargs.get(str(key), _UNKNOWN)

    def format_field(self, value: Any, format_spec: str) -> str:
        forms = catalogue(self._language)["count"].get(format_spec)
        if forms is None:
            return str(super().format_field(value, format_spec))
        form: str = forms[_plural_form(value, self._language)]
        return form.replace("{count}", str(value))


def _plural_form(value: object, language: Language) -> str:
    """Return CLDR's name for the form that goes with `value`: one, two, few …; `other` for what is no number."""
    from babel import Locale  # slow to import, and most runs word no number

    try:
        return Locale(language).plural_form(float(str(value)))
    except (ValueError, OverflowError):
        return "other"
