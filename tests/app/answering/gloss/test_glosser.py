"""The glosser through its door: what is glossed, what is left alone, and that the text is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.gloss import Glosser
from ingest.language import Language

GLOSSER = Glosser()


def english(text: str, question: str = "") -> str:
    return GLOSSER.gloss(text, "ar", "en", question=question)


def without_glosses(glossed: str, source: Language, text: str, question: str) -> str:
    rest = glossed
    for gloss in reversed(GLOSSER.glosses(text, source, question=question)):
        inserted = f" ({gloss.text})"
        assert inserted in rest
        head, _, tail = rest.rpartition(inserted)
        rest = head + tail
    return rest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل العقيد رايان ديلون", "وصل العقيد رايان ديلون (Ryan Dilon)"),
        ("عقد البنتاغون مؤتمرا", "عقد البنتاغون (Pentagon) مؤتمرا"),
        ("قدمت للأمم المتحدة تقريرا", "قدمت للأمم المتحدة (United Nations) تقريرا"),
        ("قتل ألفي مقاتل", "قتل ألفي (2,000) مقاتل"),
        ("بلغت الكلفة 3 مليارات دولار", "بلغت الكلفة 3 مليارات (3 billion) دولار"),
        ("ارتفعت بنسبة عشرين في المئة", "ارتفعت بنسبة عشرين في المئة (20%)"),
        ("نهاية آب الفائت", "نهاية آب (August) الفائت"),
        ("في الأربع والعشرين ساعة", "في الأربع والعشرين (24) ساعة"),
        ("اجتمعوا يوم الثلاثاء", "اجتمعوا يوم الثلاثاء (Tuesday)"),
        ('قصف معسكرا لفصيل "أنصار التوحيد" أمس', 'قصف معسكرا لفصيل "أنصار التوحيد (Ansar al-Tawhid)" أمس'),
        ("عاد عبد الرحمن إلى بيته", "عاد عبد الرحمن (Abdulrahman) إلى بيته"),
        ("وصل اللاعب الدنماركي هولغر رونه", "وصل اللاعب الدنماركي هولغر رونه (Holger Rone)"),
        ("زار أبو مصعب البرناوي القرية", "زار أبو مصعب البرناوي (Abu Masaab al-Barnawi) القرية"),
        ("وصل إلى النمسا", "وصل إلى النمسا (Austria)"),
    ],
)
def test_names_and_numbers_are_glossed(text: str, expected: str) -> None:
    assert english(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "وقال الوزير إن الحكومة بدأت تنفيذ الخطة",
        "بحث الطرفان سبل تعزيز التعاون بين البلدين",
        "",
        "   ",
        "12 3/4",
        "تسير السيارات على الطريق",
        "فإن الأمر صعب",
        "بلغ العمر الافتراضي حده",
        "زار الوفد روسيا",
        "غالبًا ما يحدث ذلك",
    ],
)
def test_plain_sentences_stay_as_they_are(text: str) -> None:
    assert english(text) == text


def test_spelling_of_the_question_wins() -> None:
    assert "(Bret McGurk)" in english("قال بريت ماكغورك أمس", "What did Bret McGurk say?")
    assert "(Konashenkov)" in english("قال الجنرال كوناشينكوف أمس", "What did Konashenkov say?")


def test_each_name_is_glossed_once() -> None:
    assert english("غادر تيلرسون جنيف. وقال تيلرسون إن جنيف هادئة.").count("Tillerson") == 1


def test_a_name_already_given_in_latin_is_left() -> None:
    assert english("أعلنت ناسا (NASA) الإطلاق") == "أعلنت ناسا (NASA) الإطلاق"


def test_a_sentence_has_few_glosses() -> None:
    cities = "زار دمشق وحلب وحمص وحماة ودرعا والرقة وإدلب ومنبج وعفرين وتدمر"
    assert english(cities).count("(") == 6
    assert Glosser(per_sentence=2).gloss(cities, "ar", "en").count("(") == 2


def test_english_names_get_arabic_letters() -> None:
    glossed = GLOSSER.gloss("The Security Council met envoy Staffan Petersen in Geneva.", "en", "ar")
    assert glossed.startswith("The Security Council (مجلس الأمن) met envoy Staffan Petersen (")
    assert "Geneva (جنيف)" in glossed
    assert "Dillon (ديلون)" in GLOSSER.gloss("Colonel Dillon left.", "en", "ar", question="ماذا قال ديلون؟")


def test_plain_english_stays_as_it_is() -> None:
    text = "However, most of the money was spent on roads in March. The Government agreed on Monday."
    assert GLOSSER.gloss(text, "en", "ar") == text


@pytest.mark.parametrize("letters", ["بتثجحخد", "Brtkst", "ماكغورك"])
def test_endless_words_are_left_alone(letters: str) -> None:
    text = f"قال العقيد {letters * 3000} أمس"
    assert english(text, question="Who is " + "Xavier McGurk " * 500) == text


def test_same_language_changes_nothing() -> None:
    assert GLOSSER.gloss("زار ماكغورك الرقة", "ar", "ar") == "زار ماكغورك الرقة"


WORDS = st.sampled_from(
    ["وقال", "ماكغورك", "الرقة", "ألفي", "(", ")", "«البنتاغون»", "3", "مليون", ".", "NATO", "Dillon", "\n", "مجلس"]
)


@given(st.lists(WORDS, max_size=30).map(" ".join), st.sampled_from(["ar", "en"]))
def test_taking_the_glosses_out_gives_the_text_back(text: str, source: Language) -> None:
    glossed = GLOSSER.gloss(text, source, "en" if source == "ar" else "ar")
    assert without_glosses(glossed, source, text, "") == text


@given(st.text(max_size=200), st.text(max_size=50), st.sampled_from(["ar", "en"]))
def test_any_text_survives(text: str, question: str, source: Language) -> None:
    glossed = GLOSSER.gloss(text, source, "en" if source == "ar" else "ar", question=question)
    kept = iter(glossed)
    assert all(character in kept for character in text)
