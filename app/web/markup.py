"""Fills the templates in templates/: the only door from text to markup. Whatever is filled in is escaped."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from app.web.escape import message, one_line, printable, web_address
from app.web.strings import removed_because, words, written_date

_LAYOUT = re.compile(r"\s*\n\s*(?=[<{]|$)")


class _Layout(Extension):
    """Takes line breaks and indents before a tag or a brace out of a template: on the page they would be spaces."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _LAYOUT.sub("", source)


def environment() -> Environment:
    """Return what the templates are read with: escaping is on for all of them, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        extensions=[_Layout],
        auto_reload=False,
    )
    made.filters |= {
        "message": message,
        "one_line": one_line,
        "percent": lambda share: round(max(0.0, min(1.0, share)) * 100),
        "removed_because": removed_because,
        "web_address": web_address,
        "written_date": written_date,
    }
    made.globals["words"] = words
    return made


_TEMPLATES = environment()


def fill(template: str, **values: object) -> Markup:
    """Return `template` with `values` filled in and escaped. Raises UndefinedError for a name that has no value."""
    return Markup(_TEMPLATES.get_template(template).render(values))  # noqa: S704 - made by an escaping template
