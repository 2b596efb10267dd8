"""Prompts load in both languages, need all their variables, and treat article text as text."""

from __future__ import annotations

from importlib.resources import files

import pytest

import prompts

NAMES = sorted({path.name.split(".")[0] for path in files("prompts").iterdir() if path.name.endswith(".md")})


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_take_the_same_variables(name: str) -> None:
    arabic, english = prompts.load(name, "ar"), prompts.load(name, "en")
    assert set(arabic.input_variables) == set(english.input_variables)
    assert [type(message) for message in arabic.messages] == [type(message) for message in english.messages]


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(KeyError):
        prompts.load("answer", "en").format_messages(question="who?")


def test_an_unknown_prompt_is_an_error() -> None:
    with pytest.raises(prompts.PromptError, match="no prompt 'poem'"):
        prompts.load("poem", "en")


def test_article_text_is_never_a_template() -> None:
    hostile = "{question} {evidence} {0.__class__} ${x}"
    rendered = prompts.load("answer", "ar").format_messages(evidence=hostile, question="ماذا؟")
    assert hostile in str(rendered[-1].content)


def test_stable_text_comes_first() -> None:
    """The local model's prefix cache only helps where the part that changes comes last."""
    first = prompts.load("answer_local", "en").format_messages(evidence="[1] a", question="b?")
    second = prompts.load("answer_local", "en").format_messages(evidence="[1] c", question="d?")
    assert first[:-1] == second[:-1]
