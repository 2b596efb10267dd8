"""A little library of two stories and an assistant over a real chat server: what the answering tests share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pytest
from langchain_openai import ChatOpenAI

from app.answering.answer import Answer, Completed, Event, Turn
from app.answering.chain import Assistant
from app.answering.model_profile import STRONG, ModelProfile
from app.models.limits import Limits
from app.models.provider import QuotesModels, RemoteModels
from app.reading.alignment import Aligner
from ingest.article import Article
from ingest.language import Language
from ingest.language.sentences import split_sentences
from ingest.language.text import detect_language
from tests.fakes import FakeChatServer
from vectorstore.embedding.embedders import LocalEmbeddings
from vectorstore.types import ArticleSummary, Filters, Hit, ScoredSentence

# Generous, so that a busy machine is not mistaken for a stalled server; a test of a limit shortens that one.
QUICK = Limits(first_token=20.0, idle=20.0, total=60.0, retries=2, max_retry_wait=0.05)

HOSPITALS = (
    "افتتحت وزارة الصحة في تونس 12 مستشفى جديدًا يوم الاثنين. "
    "وقال الوزير علي بن سالم إن كلفة المستشفيات بلغت 300 مليون دينار. "
    "ورفضت النقابة خطة الوزارة لنقل الأطباء."
)
PORT = (
    "The port of Sfax handled 4.2 million tonnes in 2021. "
    "Its director, Salma Trabelsi, said a new quay will open in March. "
    "Dockers went on strike for three days."
)


def make_hit(text: str, rank: int = 1, score: float = 0.9, outlet: str | None = "Al Khabar", **about: object) -> Hit:
    """Return a hit that is the whole of `text`; its sentences score a little less one after the other."""
    language: Language = detect_language(text)
    title = str(about.get("title", "A title"))
    article = Article(source=f"{rank}.txt", identity=f"/{rank}.txt", title=title, text=text, language=language)
    summary = ArticleSummary(
        article.article_id, 1, title, outlet, None, article.source, language, date(2021, 5, 3), None, 1, "", "s"
    )
    spans = split_sentences(text)
    sentences = tuple(
        ScoredSentence(span.start, span.end, text[span.start : span.end], round(score - at * 0.01, 4))
        for at, span in enumerate(spans)
    )
    return Hit(rank, score, summary, 0, len(text), text, sentences)


@dataclass(frozen=True)
class FixedSearch:
    """Retrieval that always finds the same; what is under test comes after it."""

    hits: tuple[Hit, ...]
    questions: list[str]

    def __call__(self, question: str, *, k: int = 8, filters: Filters | None = None) -> list[Hit]:
        self.questions.append(question)
        return list(self.hits[:k])


@cache
def aligner() -> Aligner:
    """Return the real aligner; loaded once."""
    return Aligner(LocalEmbeddings())


MakeAssistant = Callable[..., Assistant]


@pytest.fixture
def make_assistant(chat_server: FakeChatServer) -> MakeAssistant:
    """Return a maker of assistants that speak to `chat_server` (or, with `quotes`, to no model)."""

    def make(
        *hits: Hit,
        profile: ModelProfile = STRONG,
        strict: bool | None = None,
        quotes: bool = False,
        limits: Limits = QUICK,
    ) -> Assistant:
        model = ChatOpenAI(
            base_url=chat_server.url,
            api_key="sk-test-0123456789",  # type: ignore[arg-type]
            model="fake",
            use_responses_api=False,
            stream_usage=True,
            max_retries=0,
        )
        return Assistant(
            search=FixedSearch(hits or (make_hit(HOSPITALS), make_hit(PORT, 2, 0.8)), []),
            models=QuotesModels(limits) if quotes else RemoteModels("openai:fake", model, limits),
            profile=profile if strict is None else replace(profile, strict=strict),
            embedding_model="local",
            aligner=aligner(),
        )

    return make


async def events_of(assistant: Assistant, question: str, history: Sequence[Turn] = ()) -> list[Event]:
    """Return every event of one answer."""
    return [event async for event in assistant.ask(question, history)]


async def answer_of(assistant: Assistant, question: str, history: Sequence[Turn] = ()) -> Answer:
    """Return the answer that the last event carries."""
    last = (await events_of(assistant, question, history))[-1]
    assert isinstance(last, Completed)
    return last.answer
