"""The search normalisation, words and stems, language, and hostile characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import Span
from ingest.language.harmless import for_embedding, safe_body, safe_title
from ingest.language.text import detect_language, is_stopword, normalise, query_terms, search_terms, words

NASTY = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(list("ابتةىيكآأإؤئپگøœـًٌٍَُِّْ٠١٢٣٫٬۴ﷺﻻﺎ\u200c\u200f\u202e\u2066ﬁßİÉ’'.,-؟،\n\x00\ud800\U000e0041")),
    ),
    max_size=60,
)


@given(NASTY)
def test_offsets_survive_normalising(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.offsets) == len(normalised.text) + 1
    assert list(normalised.offsets) == sorted(normalised.offsets)
    for position in range(len(normalised.text)):
        span = normalised.original_span(position, position + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert normalised.text[position] in normalise(text[span.start : span.end]).text


@given(NASTY)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(NASTY, NASTY)
def test_normalising_is_per_character(left: str, right: str) -> None:
    assert normalise(left + right).text == normalise(left).text + normalise(right).text


@given(NASTY)
def test_words_point_into_the_original_in_order(text: str) -> None:
    found = words(text)
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert word.text.replace(".", "") in normalise(text[word.start : word.end]).text.replace(".", "")
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert [word.stem for word in found] == search_terms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُحَمَّدٌ", "محمد"),
        ("الرِّقَّة", "الرقه"),
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("آب", "اب"),
        ("مسؤول", "مسوول"),
        ("كـــتاب", "كتاب"),
        ("٢٠١٩", "2019"),
        ("۱۹", "19"),
        ("١٫٦", "1.6"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("ﻻ", "لا"),
        ("ایران", "ايران"),
        ("Café", "CAFE"),
        ("Zürich", "zurich"),
        ("Łódź", "lodz"),
        ("Tromsø", "TROMSO"),
        ("پوتين", "بوتين"),
        ("ڤيينا", "فيينا"),
        ("گوگل", "غوغل"),
        ("don’t", "don't"),
        ("ab\u200d\u202ecd\ufeff", "abcd"),
    ],
)
def test_spellings_that_are_one_word(one: str, other: str) -> None:
    assert normalise(one).text == normalise(other).text


def test_a_found_word_can_be_marked_in_the_vowelled_original() -> None:
    text = "قالَ الرَّئيسُ ﷺ إنَّ"
    normalised = normalise(text)
    at = normalised.text.index("الرييس")
    span = normalised.original_span(at, at + len("الرييس"))
    assert text[span.start : span.end] == "الرَّئيسُ"
    with pytest.raises(ValueError, match="outside"):
        normalised.original_span(0, 10_000)
    assert normalised.original_span(2, 2) == Span(2, 2)


@pytest.mark.parametrize(
    "group",
    [
        "كتاب الكتاب والكتاب وكتاب كتابه وكتابه بالكتاب للكتاب فالكتاب كالكتاب",
        "التنسيق تنسيق وتنسيقه بالتنسيق",
        "القوات قوات وقوات والقوات للقوات",
        "سوريا وسوريا بسوريا لسوريا",
        "وزارة الوزارة ووزارة للوزارة وزارتها",
        "الأمريكي الأمريكية أمريكية أمريكي والأمريكي",
        "coordinate coordinated coordinating",
    ],
)
def test_forms_of_a_word_share_their_stem(group: str) -> None:
    assert len(set(search_terms(group))) == 1, search_terms(group)


@pytest.mark.parametrize("pair", ["والد ولد", "لبنان بنان", "باريس اريس", "كردستان ردستان", "وطن طن", "وزارة زارة"])
def test_a_letter_of_the_word_is_not_taken_for_a_clitic(pair: str) -> None:
    first, second = search_terms(pair)
    assert first != second


def test_numbers_and_abbreviations_are_words() -> None:
    assert [word.text for word in words("سوخوي-24إم نحو ١٫٦ طن of the U.S. Army, 1,200 men")] == [
        "سوخوي", "24", "ام", "نحو", "1.6", "طن", "of", "the", "us", "army", "1,200", "men",
    ]  # fmt: skip


def test_stop_words_of_both_languages() -> None:
    assert all(is_stopword(word) for word in ["من", "إلى", "الى", "وفي", "فإن", "The", "which", "الَّذِي"])
    assert not any(is_stopword(word) for word in ["الرقة", "روسيا", "وزارة", "US", "Russia", ""])
    assert query_terms("من هو وزير الخارجية؟") == search_terms("وزير الخارجية")
    assert query_terms("من هو؟") == search_terms("من هو؟") != []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ماذا قالت روسيا؟", "ar"),
        ("ما هي United Nations؟", "ar"),
        ("What is داعش?", "en"),
        ("NATO و Russia في Helsinki", "ar"),
        ("Who leads القوات الديمقراطية now", "en"),
        ("2019", "en"),
        ("٢٠١٩؟", "ar"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(NASTY)
def test_hostile_characters_are_gone(text: str) -> None:
    embedded = for_embedding(text)
    assert "\0" not in embedded
    embedded.encode("utf-8")
    assert "\ufdfa" not in embedded
    body = safe_body(text)
    body.encode("utf-8")
    assert safe_body(body) == body
    title = safe_title(text)
    title.encode("utf-8")
    assert len(title) <= 300
    assert safe_title(title) == title
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in title)
    hidden = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff"
    assert not set(title) & set(hidden)


def test_a_hostile_title_becomes_one_short_line() -> None:
    assert safe_title("  Report\r\n\t\u202egpj.exe\U000e0041\u200b\x00 ") == "Report gpj.exe"
    assert len(safe_title("كلمة " * 500)) <= 300
    assert safe_title("كلمة " * 500).endswith("…")


def test_a_body_keeps_joiners_and_lines_only() -> None:
    assert safe_body("می\u200cخواهم\r\n\u202eabc\u202c\x00\ud800\U000e0041\u2028x") == "می\u200cخواهم\nabc\nx"
