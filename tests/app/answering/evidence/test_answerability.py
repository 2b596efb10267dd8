"""Whether the evidence answers, by the question's words: what raises the likelihood, and what the chain makes of it."""

from __future__ import annotations

import asyncio

import pytest

from app.answering.evidence.answerability import answerable
from app.answering.evidence.choosing import SENTENCES, choose
from app.answering.evidence.signals import measure
from app.answering.model_profile import SMALL, STRONG
from tests.app.answering.conftest import HOSPITALS, PORT, MakeAssistant, answer_of, make_hit
from tests.fakes import FakeChatServer, replies
from vectorstore.types import Hit


def chance(question: str, *hits: Hit) -> float:
    return answerable((question,), hits, choose(hits, SENTENCES))


@pytest.mark.parametrize(
    ("text", "answered", "other"),
    [
        (HOSPITALS, "من رفض خطة وزارة الصحة لنقل الأطباء؟", "من رفض خطة البنك المركزي لخفض الفائدة؟"),
        (PORT, "Who is the director of the port of Sfax?", "Who is the director of the airport of Monastir?"),
    ],
)
def test_what_the_evidence_does_not_speak_of_is_less_likely_answered(text: str, answered: str, other: str) -> None:
    hit = make_hit(text, score=0.5)
    assert chance(answered, hit) > chance(other, hit) + 0.2


def test_a_more_relevant_hit_is_likelier_to_answer() -> None:
    question = "Who is the director of the port of Sfax?"
    assert chance(question, make_hit(PORT, score=0.7)) > chance(question, make_hit(PORT, score=0.3))


@pytest.mark.parametrize(
    ("closed", "open_"),
    [
        ("When did the port of Sfax open a quay?", "Why did the port of Sfax open a quay?"),
        ("How many tonnes did the port of Sfax handle?", "Which goods did the port of Sfax handle?"),
        ("Did the port of Sfax open a quay?", "Why did the port of Sfax open a quay?"),
        ("هل رفضت النقابة خطة الوزارة؟", "لماذا رفضت النقابة خطة الوزارة؟"),
        ("متى رفضت النقابة خطة الوزارة؟", "لماذا رفضت النقابة خطة الوزارة؟"),
    ],
)
def test_a_date_a_figure_or_yes_or_no_is_a_narrow_thing_to_ask(closed: str, open_: str) -> None:
    assert not measure(closed, (), ()).open
    assert measure(open_, (), ()).open


def coverage(question: str, *hits: Hit) -> float:
    return measure(question, hits, choose(hits, SENTENCES)).coverage


def test_asking_words_need_not_stand_in_the_evidence() -> None:
    assert coverage("ما معنى كلفة المستشفيات؟", make_hit(HOSPITALS)) == 1.0


def test_a_word_counts_in_another_form_or_by_its_meaning() -> None:
    hit = make_hit("تأسست النقابة عام 1950.")
    assert 0.5 < coverage("تأسيس النقابة", hit) < 1.0
    assert coverage("تأسيس النقابة", hit) > coverage("تمويل النقابة", hit)


def test_the_title_and_the_sentences_beside_help() -> None:
    alone = make_hit("He was born in Tunis.", title="A life")
    assert coverage("Where was Farhat Hached born?", alone) < 0.5
    assert coverage("Where was Farhat Hached born?", make_hit("He was born in Tunis.", title="Farhat Hached")) == 1.0
    assert (
        coverage("Where was Farhat Hached born?", make_hit("Farhat Hached led a union. He was born in Tunis.")) == 1.0
    )


def test_across_the_languages_words_do_not_judge() -> None:
    assert chance("What did the minister say about the moon?", make_hit(HOSPITALS)) == 1.0


def test_across_the_languages_a_known_name_must_be_there() -> None:
    assert chance("What did the minister say about hospitals in Tunisia?", make_hit("قال الوزير في تونس ذلك.")) == 1.0
    assert chance("What did the minister say about hospitals in Iraq?", make_hit("قال الوزير في تونس ذلك.")) < 0.8


def test_a_follow_up_is_read_both_ways() -> None:
    hits = (make_hit(PORT, score=0.5),)
    items = choose(hits, SENTENCES)
    whole = "What did the syndicate of physicians reject in Tunis? Who directs the port of Sfax?"
    assert answerable((whole, "Who directs the port of Sfax?"), hits, items) > answerable((whole,), hits, items)


def test_a_question_without_words_or_hits_is_no_error() -> None:
    assert 0.0 <= answerable(("؟",), (), ()) <= 1.0
    assert 0.0 <= chance("؟", make_hit(PORT)) <= 1.0
    assert answerable((), (), ()) == 0.0


# --- what the chain makes of it --------------------------------------------------------------------
ELSEWHERE = "How many passengers did the airport of Monastir count in 1987?"
WRITTEN = "The port of Sfax handled 4.2 million tonnes in 2021 [1]."


@pytest.mark.parametrize("quotes", [True, False])
def test_an_unlikely_answer_is_refused_without_asking_the_model(
    make_assistant: MakeAssistant, chat_server: FakeChatServer, quotes: bool
) -> None:
    assistant = make_assistant(make_hit(PORT, score=0.65), profile=SMALL, quotes=quotes)
    answer = asyncio.run(answer_of(assistant, ELSEWHERE))
    assert answer.refused
    assert answer.sources
    assert not chat_server.requests


def test_a_strong_model_judges_for_itself(make_assistant: MakeAssistant, chat_server: FakeChatServer) -> None:
    chat_server.default = replies.text(WRITTEN)
    answer = asyncio.run(answer_of(make_assistant(make_hit(PORT, score=0.65), profile=STRONG), ELSEWHERE))
    assert not answer.refused
    assert chat_server.requests


@pytest.mark.parametrize(("score", "refused"), [(0.9, False), (0.25, True)])
def test_a_doubtful_answer_is_not_replaced_by_a_quote(
    make_assistant: MakeAssistant, chat_server: FakeChatServer, score: float, refused: bool
) -> None:
    chat_server.default = replies.text("The port of Sfax handled 9.9 million tonnes in 1987 [1].")
    assistant = make_assistant(make_hit(PORT, score=score), profile=SMALL)
    assert asyncio.run(answer_of(assistant, "How much did the port of Sfax handle?")).refused is refused


def test_a_doubtful_answer_stands_where_nothing_speaks_against_it(
    make_assistant: MakeAssistant, chat_server: FakeChatServer
) -> None:
    chat_server.default = replies.text(WRITTEN)
    assistant = make_assistant(make_hit(PORT, score=0.25), profile=SMALL)
    (sentence,) = asyncio.run(answer_of(assistant, "How much did the port of Sfax handle?")).sentences
    assert not sentence.quoted
