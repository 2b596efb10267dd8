"""Thoughts and control tokens in a reply, whatever way the stream is cut."""

from __future__ import annotations

import pytest

from app.models.thoughts import ThoughtFilter

ANSWER = "The port handled 4.2 million tonnes [1]."


def read(reply: str, size: int = 1, *, hold: bool = False) -> str:
    """Return the text that a reader is left with."""
    found, text = ThoughtFilter(hold), ""
    for at in range(0, len(reply), size):
        spoken = found.feed(reply[at : at + size])
        text = spoken.text if spoken.retracted else text + spoken.text
    return text + found.close().text


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "reply",
    [
        ANSWER,
        f"<think>\nOkay, the user asks about 1.</think>\n\n{ANSWER}",
        f"\n<think></think>{ANSWER}",
        f"<THINKING>Hm. [2]</THINKING>{ANSWER}",
        f"[THINK]Hm.[/THINK]{ANSWER}",
        f"◁think▷Hm.◁/think▷{ANSWER}",
        f"Okay, so the user asks.\nI see [2].\n</think>\n\n{ANSWER}",
        f"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
        f"<|channel|>final <|constrain|>text<|message|>{ANSWER}",
        f"<|channel>thought\nHm.<channel|>{ANSWER}<turn|>",
        f"analysisThe user asks about the port.assistantfinal{ANSWER}",
        f"<|im_start|>assistant\n{ANSWER}<|im_end|>\n<|im_start|>user\nAnd then?",
        f"<|start_header_id|>assistant<|end_header_id|>\n\n{ANSWER}<|eot_id|>",
        f"<s>{ANSWER}</s> [INST] More",
        f"{ANSWER}<｜end▁of▁sentence｜>",
        f"<start_of_turn>model\n{ANSWER}<end_of_turn>",
    ],
)
def test_only_the_answer_is_left(reply: str, size: int) -> None:
    assert read(reply, size) == ANSWER


@pytest.mark.parametrize(
    "text",
    ["5 < 7 and a<b", "an [open bracket", "analysis of the figures", "Analysis: it rose", "a <b>bold</b> word", "x <|"],
)
@pytest.mark.parametrize("size", [1, 4])
def test_what_only_looks_like_a_token_stays(text: str, size: int) -> None:
    assert read(text, size) == text


@pytest.mark.parametrize("reply", ["<think>and on and on", "analysisWe need to", "<|channel|>analysis<|message|>Hm"])
def test_thoughts_without_an_end_are_no_answer(reply: str) -> None:
    assert read(reply) == ""


def test_text_is_held_until_it_is_known_to_be_none() -> None:
    found = ThoughtFilter(hold=True)
    assert [found.feed(piece).text for piece in ("So the user ", "asks.", "</think>", "Yes.")] == ["", "", "", "Yes."]
    assert not found.feed("more").retracted


def test_held_text_without_thoughts_comes_at_the_end() -> None:
    assert read(ANSWER, 5, hold=True) == ANSWER


def test_text_that_turns_out_to_be_a_thought_is_taken_back() -> None:
    found = ThoughtFilter()
    assert found.feed("So the user asks.").text == "So the user asks."
    spoken = found.feed("</think>Yes.")
    assert (spoken.text, spoken.retracted, found.lone_close) == ("Yes.", True, True)
