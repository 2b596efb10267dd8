"""What is caught beyond one region's news: opposites, exchanged names and figures, and what is not an error."""

from __future__ import annotations

import pytest

from app.answering.verify.verdict import Evidence, check
from ingest.language import Language

SORTIES = "شنت روسيا 64 طلعة جوية أصابت 55 هدفا."
ACCUSED = "Turkey accused Russia of violating its airspace near the border on Saturday."
LIBYA = "قضت المحكمة بأن الأدلة لم تكن كافية وألغت الحكم بسجنه."


def codes(sentence: str, language: Language, evidence: str, other: Language) -> list[str]:
    return [reason.code for reason in check(sentence, [Evidence(evidence, other)]).reasons]


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Prices fell before the vote.", "Prices fell after the vote."),
        ("The youngest champion won in Rome.", "The oldest champion won in Rome."),
        ("The police had a warrant for the search.", "The police had no warrant for the search."),
        ("The museum will open its doors on Sunday.", "The museum will not open its doors on Sunday."),
        ("All members of the council agreed.", "Some members of the council agreed."),
    ],
)
def test_one_changed_word_of_a_quotation_is_seen(sentence: str, evidence: str) -> None:
    assert codes(sentence, "en", evidence, "en")
    assert codes(evidence, "en", evidence, "en") == []


def test_inflected_verbs_meet_their_opposites_across_languages() -> None:
    assert codes("The court upheld his jail sentence.", "en", LIBYA, "ar")
    assert codes("The court overturned his jail sentence.", "en", LIBYA, "ar") == []


def test_exchanged_names_and_figures_are_seen_and_said() -> None:
    swapped = "Russia accused Turkey of violating its airspace near the border on Saturday."
    assert codes(swapped, "en", ACCUSED, "en") == ["exchanged"]
    assert codes(ACCUSED, "en", ACCUSED, "en") == []
    assert codes("Russia flew 55 sorties that hit 64 targets.", "en", SORTIES, "ar") == ["number_elsewhere"]
    assert codes("Russia flew 64 sorties that hit 55 targets.", "en", SORTIES, "ar") == []


def test_a_name_in_the_place_of_another_is_seen_though_the_passage_has_it() -> None:
    around = "قصفت الطائرات إدلب. وزع المركز 1.6 طن من الغذاء على سكان ريف حمص الشمالي."
    evidence = [Evidence("وزع المركز 1.6 طن من الغذاء على سكان ريف حمص الشمالي.", "ar", context=around)]
    assert check("وزع المركز 1.6 طن من الغذاء على سكان ريف إدلب الشمالي.", evidence).support != "supported"
