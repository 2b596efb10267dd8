"""Alignment with the real encoder: what says the same is near, what does not is far, within a language and across."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.answering.conftest import aligner

ARABIC = "أعلنت شركة الملاحة في ميناء أوديسا أمس استئناف رحلات العبّارات بعد إصلاح الرصيف الشرقي."
ENGLISH = "The shipping company at the port of Odesa announced yesterday that ferries would run again after repairs."
OTHERS = (
    "The orchestra's violinists refused to play the second concert.",
    "رفض عازفو الكمان في الفرقة أداء الحفل الثاني.",
    "Wheat prices rose for the third week because of drought in the north.",
)


@pytest.mark.parametrize(("sentence", "source"), [(ENGLISH, ARABIC), (ARABIC, ENGLISH), (ARABIC, ARABIC)])
def test_what_says_the_same_is_near(sentence: str, source: str) -> None:
    alignment = aligner().align(sentence, [source])
    assert alignment is not None
    assert not alignment.is_far


@pytest.mark.parametrize("source", [ARABIC, ENGLISH])
@pytest.mark.parametrize("sentence", OTHERS)
def test_what_speaks_of_something_else_is_far(sentence: str, source: str) -> None:
    alignment = aligner().align(sentence, [source])
    assert alignment is not None
    assert alignment.is_far or alignment.is_loose


def test_a_name_has_its_counterpart_in_the_other_script() -> None:
    alignment = aligner().align(ENGLISH, [ARABIC])
    assert alignment is not None
    assert alignment.has("Odesa")
    assert not alignment.has("Rotterdam"), "it is not in the sentence at all"


@pytest.mark.parametrize(("sentence", "source"), [("", ARABIC), (ENGLISH, ""), (" \n", " ")])
def test_nothing_cannot_be_compared(sentence: str, source: str) -> None:
    assert aligner().align(sentence, [source]) is None
    assert aligner().align(sentence, []) is None


def test_several_sources_count_together() -> None:
    apart = [aligner().align(ENGLISH, [source]) for source in (ARABIC, OTHERS[0])]
    together = aligner().align(ENGLISH, [ARABIC, OTHERS[0]])
    assert together is not None
    assert all(one is not None and together.likeness >= one.likeness for one in apart)


def test_what_stands_in_a_words_place_is_known_and_a_particle_stands_for_nothing() -> None:
    alignment = aligner().align("The union rejected the offer.", ["رفضت النقابة العرض و عادت."])
    assert alignment is not None
    assert alignment.stands_for("rejected", "رفضت")
    assert not alignment.stands_for("rejected", "النقابة")
    (word,) = [one for one in alignment.words if alignment.text[one.start : one.end] == "rejected"]
    particle = replace(alignment, words=(replace(word, counterpart="و"),))
    assert not particle.stands_for("rejected", "وافقت")
