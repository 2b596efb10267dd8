"""Names across scripts, through the verdict and the transliteration."""

from __future__ import annotations

import pytest

from app.answering.verify.gazetteer import find_entities
from app.answering.verify.tokens import tokenise
from app.answering.verify.transliteration import same_name
from app.answering.verify.verdict import Evidence, check
from ingest.language.text import fold

PAIRS = [
    ("Dillon", "ديلون"), ("McGurk", "ماكغورك"), ("Gerasimov", "غيراسيموف"), ("Konashenkov", "كوناشينكوف"),
    ("Churchill", "تشرشل"), ("Zelensky", "زيلينسكي"), ("Federer", "فيدرر"), ("Djokovic", "ديوكوفيتش"),
    ("Raqqa", "الرقة"),
    ("Macron", "ماكرون"), ("Sukhoi", "سوخوي"),
]  # fmt: skip


@pytest.mark.parametrize(("latin", "arabic"), PAIRS)
def test_a_name_is_itself_in_the_other_script_and_no_other(latin: str, arabic: str) -> None:
    assert same_name(latin, fold(arabic))
    assert not any(same_name(other, fold(arabic)) for other, _ in PAIRS if other != latin)


def codes(sentence: str, evidence: str, **more: str) -> list[str]:
    verdict = check(
        sentence, [Evidence(evidence, "ar", context=more.get("context", ""))], None, more.get("question", "")
    )
    return [reason.code for reason in verdict.reasons]


def test_a_name_may_come_from_the_passage_and_weighs_less_from_the_question() -> None:
    evidence = "وقال المتحدث إن التنسيق سيشمل تبادل المواقع."
    sentence = "Dillon said the coordination includes an exchange of positions."
    assert codes(sentence, evidence) == ["name_missing"]
    assert codes(sentence, evidence, context="العقيد رايان ديلون") == []
    assert codes(sentence, evidence, question="ماذا قال ديلون؟") == ["name_from_question"]


def test_known_names_meet_under_one_identity() -> None:
    assert codes("ISIS attacked the city.", "هاجم تنظيم الدولة الإسلامية المدينة.") == []
    assert codes("Turkish forces attacked the city.", "هاجمت القوات الروسية المدينة.") == ["name_missing"]


def test_a_name_is_the_same_with_and_without_its_accents_and_foreign_letters() -> None:
    assert codes("Talks were held in Zürich.", "عقدت المحادثات في زيورخ.") == []
    verdict = check("He met Müller in Zürich.", [Evidence("He met Muller in Zurich.", "en")])
    assert not verdict.reasons
    verdict = check("التقى الوزير پوتين.", [Evidence("التقى الوزير بوتين.", "ar")])
    assert not verdict.reasons


def test_another_surname_behind_a_known_first_name_is_seen_in_arabic() -> None:
    evidence = "Washington has not decided, Pentagon spokesman Eric Pahon said."
    verdict = check("لم تقرر واشنطن بعد، بحسب المتحدث باسم البنتاغون إريك كيربي.", [Evidence(evidence, "en")])
    assert [dict(reason.params)["value"] for reason in verdict.reasons] == ["كيربي"]


def test_who_is_not_the_world_health_organization() -> None:
    assert not find_entities(tokenise("Who rejected the plan?"))
    assert find_entities(tokenise("WHO rejected the plan."))
