"""The alphabet of an answer: what the grammar admits, read as the character class that it is."""

from __future__ import annotations

import re

import pytest

from app.answering.script import script_grammar


def admits(grammar: str, text: str) -> bool:
    return re.fullmatch(grammar.removeprefix("root ::= "), text) is not None


@pytest.mark.parametrize(
    ("language", "given", "text", "allowed"),
    [
        ("ar", "شنت روسيا 64 طلعة", "شنت روسيا 64 طلعة، أصابت 55 هدفًا [1].", True),
        ("ar", "شنت روسيا 64 طلعة", "rosيا شنت", False),
        ("ar", "قال المتحدث باسم NATO", "قال المتحدث باسم NATO [1].", True),
        ("ar", "قال المتحدث باسم NATO", "قال 俄罗斯", False),
        ("en", "شنت روسيا 64 طلعة", "Russia flew 64 sorties – “55” targets [1].", True),
        ("en", "شنت روسيا 64 طلعة", "Russia شنت", False),
        ("en", "", "Ghérasimov said 30 %.", True),
    ],
)
def test_answers_stay_in_their_alphabet(language: str, given: str, text: str, allowed: bool) -> None:
    assert admits(script_grammar("ar" if language == "ar" else "en", given), text) is allowed
