"""No template can put text into the page unescaped, and none is left over."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError, nodes

from app.web.markup import environment, fill
from app.web.strings import words
from tests import ROOT

WEB = ROOT / "app" / "web"
TEMPLATES = environment().list_templates()


@pytest.mark.parametrize("name", TEMPLATES)
def test_escaping_is_on_for_every_template_and_nothing_turns_it_off(name: str) -> None:
    made = environment()
    assert made.autoescape is True
    assert made.get_template(name).environment.autoescape is True
    source = (WEB / "templates" / name).read_text("utf-8")
    parsed = made.parse(source)
    assert not list(parsed.find_all((nodes.MarkSafe, nodes.MarkSafeIfAutoescape)))
    assert not list(parsed.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)))
    assert not {one.name for one in parsed.find_all(nodes.Filter)} & {"safe", "forceescape", "tojson", "xmlattr"}


def test_only_two_places_declare_text_to_be_markup() -> None:
    made = {file.name for file in WEB.glob("*.py") if re.search(r"(?<!-> )\bMarkup\(", file.read_text("utf-8"))}
    assert made == {"escape.py", "markup.py"}


def test_every_template_is_used() -> None:
    code = "".join(file.read_text("utf-8") for file in WEB.rglob("*") if file.suffix in (".py", ".html"))
    assert TEMPLATES
    assert [name for name in TEMPLATES if f'"{name}"' not in code] == []


def test_a_name_without_a_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        fill("quiet.html")


def test_what_is_filled_in_is_escaped_once_and_cleaned() -> None:
    assert fill("quiet.html", text="a<\x00\ud800") == '<p class="quiet empty">a&lt;\ufffd\ufffd</p>'
    note = fill("note.html", text="run `x` & <b>", wrong=False, interface=words("en"))
    assert '<code dir="ltr">x</code> &amp; &lt;b&gt;' in note
