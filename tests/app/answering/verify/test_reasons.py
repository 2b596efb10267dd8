"""Every reason can be said in both languages, with its words in it."""

from __future__ import annotations

import pytest

from app.answering.verify.reasons import CODES, Reason
from app.answering.verify.verdict import PENALTIES


class Anything(dict[str, str]):
    """Parameters that hold whatever a text asks for."""

    def __missing__(self, key: str) -> str:
        return "٤٢"

    def __contains__(self, key: object) -> bool:
        return True


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words_in_both_languages(code: str) -> None:
    reason = Reason(code, Anything())
    arabic, english = reason.text("ar"), reason.text("en")
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)
    assert any("a" <= letter <= "z" for letter in english)
    assert "{" not in arabic + english


def test_every_penalty_can_be_said() -> None:
    assert set(PENALTIES) <= set(CODES)
