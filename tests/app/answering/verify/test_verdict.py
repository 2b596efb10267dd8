"""The verdict on a sentence, through its public door."""

from datetime import date

from app.answering.verify.reasons import Reason
from app.answering.verify.verdict import Evidence, check

REJECTED = "رفضت وزارة الدفاع الأمريكية مقترحًا روسيًا بشن عمليات عسكرية مشتركة ضد جبهة النصرة."
SORTIES = "قالت روسيا إنها كثفت حملتها في الأربع والعشرين ساعة المنصرمة إذ شنت 64 طلعة جوية أصابت 55 هدفا."


def codes(sentence: str, evidence: str, published: date | None = None) -> list[str]:
    verdict = check(sentence, [Evidence(evidence, "ar", published)])
    return [reason.code for reason in verdict.reasons]


def test_a_sentence_is_supported_by_itself_and_by_its_translation() -> None:
    assert codes(SORTIES, SORTIES) == []
    assert codes("Russia flew 64 sorties that hit 55 targets in the past twenty-four hours [1].", SORTIES) == []


def test_a_changed_number_is_unsupported_and_named() -> None:
    verdict = check("Russia flew 46 sorties that hit 55 targets.", [Evidence(SORTIES, "ar")])
    assert verdict.support == "unsupported"
    assert verdict.reasons[0] == Reason("number_missing", {"value": "46"})


def test_a_year_nobody_mentioned_is_unsupported_unless_the_article_is_of_that_year() -> None:
    sentence = "In 2019 the Pentagon rejected a Russian proposal for joint operations."
    assert codes(sentence, REJECTED) == ["year_missing"]
    assert codes(sentence, REJECTED, date(2019, 9, 5)) == []


def test_the_opposite_verb_is_found_across_languages() -> None:
    assert codes("The Pentagon accepted the Russian proposal for joint operations.", REJECTED) == ["polarity_flipped"]


def test_a_sentence_without_cited_text_is_unsupported() -> None:
    assert check("Anything.", []).support == "unsupported"
