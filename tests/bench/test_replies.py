"""Comparing answers and scoring replies, on hand-made cases."""

from __future__ import annotations

import pytest

from bench.replies import Cited, Reply, clean, contains_any, f1, has_answer, official, score
from bench.trials import Trial

TRIAL = Trial(
    "q", "ar", "ar", "كم عدد القتلى؟", True, "shelf", answers=("3,400",), quotes=("3400",), documents=("a.txt",)
)


# --- comparing -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("قُتل ٣٬٤٠٠ شخص", "3,400"),
        ("قتل 3400 شخص", "٣٤٠٠"),
        ("التقى بالرئيس وروسيا", "روسيا"),
        ("للولايات المتحدة", "الولايات المتحدة"),
        ("في مدينة إدلبْ، أمس", "ادلب"),
        ("Su-24 jets", "su 24"),
        ("on 5 March.", "5 march"),
        ("بلغ ألفًا", "الف"),
    ],
)
def test_an_answer_is_found_however_it_is_spelt(text: str, answer: str) -> None:
    assert contains_any(text, [answer])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("13,400 people", "3,400"),
        ("in 2017", "20"),
        ("1.5 million", "5 million"),
        ("1.5 million", "1"),
        ("Germany", "man"),
        ("يسعى", "تسع"),
        ("كانوا تسعى", "تسع"),
        ("anything", ""),
    ],
)
def test_a_part_of_another_number_or_word_is_no_answer(text: str, answer: str) -> None:
    assert not contains_any(text, [answer])


def test_a_citation_mark_is_no_number_of_the_answer() -> None:
    assert not has_answer("Nobody knows. [3]", ["3"])
    assert has_answer("There were 3. [1]", ["3"])


def test_a_right_answer_in_a_long_text_does_not_count() -> None:
    assert has_answer("yes " + "x" * 416, ["yes"])
    assert not has_answer("yes " + "x" * 417, ["yes"])


def test_the_official_scorer_takes_al_out_of_words_and_the_clean_one_only_from_their_beginning() -> None:
    assert official("الطالب، الآن!") == ["طب", "آن"]
    assert clean("الطالب، الآن!") == ["طالب", "ان"]
    assert official("The end, a man") == clean("The end, a man") == ["end", "man"]


def test_f1_counts_words_in_common() -> None:
    assert f1(["a", "b", "b"], ["b", "c"]) == pytest.approx(2 / 5)
    assert f1([], []) == 1.0
    assert f1(["a"], []) == 0.0


# --- scoring -------------------------------------------------------------------------------------
def test_a_good_reply() -> None:
    reply = Reply("قتل 3400. [1]", False, (Cited("a.txt", "قتل ٣٤٠٠ شخص", True),), sources=("b.txt", "a.txt"))
    scored = score(TRIAL, reply)
    assert (scored.right, scored.documents_right, scored.quote_right, scored.verbatim, scored.found) == (True,) * 5
    assert scored.f1_clean is None, "keywords are not whole answers"


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        (Reply("3400", False), "documents_right"),
        (Reply("3400 [9]", False, unknown=1), "verbatim"),
        (Reply("3400", False, (Cited("b.txt", "3400", True), Cited("a.txt", "3400", True))), "documents_right"),
        (Reply("3400", False, (Cited("a.txt", "34", True),)), "quote_right"),
        (Reply("3400", False, (Cited("a.txt", "3400", False),)), "verbatim"),
        (Reply("لا تجيب المقالات: 3400", True, (Cited("a.txt", "3400", True),)), "right"),
        (Reply("3400", False, problem="model_failed"), "documents_right"),
    ],
)
def test_what_is_wrong_with_a_reply(reply: Reply, wrong: str) -> None:
    assert getattr(score(TRIAL, reply), wrong) is False


def test_words_are_compared_with_whole_answers() -> None:
    trial = Trial("q", "en-en", "en", "Who?", True, "s", answers=("Ryan Dillon", "Colonel Dillon"), whole=True)
    scored = score(trial, Reply("Dillon. [1]", False))
    assert scored.exact_clean == 0.0
    assert scored.f1_clean == pytest.approx(2 / 3)
    assert score(trial, Reply("Ryan Dillon [1]", False)).exact_official == 1.0


def test_what_has_no_answer_asks_for_a_refusal_only() -> None:
    trial = Trial("q", "en", "en", "Who?", False, "s", answers=("Ryan",), documents=("a",))
    scored = score(trial, Reply("Ryan", False))
    assert (scored.right, scored.documents_right, scored.quote_right, scored.refused) == (None, None, None, False)
