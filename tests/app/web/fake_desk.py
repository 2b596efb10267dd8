"""A desk that answers from a script: what the page is tested against. Knows no model, index or library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import sleep

from app.answering.answer import (
    Answer,
    AnsweredSentence,
    CitedSpan,
    Completed,
    Draft,
    Event,
    Notice,
    SentenceDone,
    SourcesFound,
    Timings,
    Turn,
)
from app.answering.verify.verdict import Support
from app.ingestion.report import IngestProgress, IngestReport, Rejection
from app.messages.errors import SanadError
from app.models.status import READY, ModelStatus
from app.web.desk_protocol import ArticleVersion, ArticleView, LibraryStatus
from ingest.article import Removed
from ingest.language import Language
from vectorstore.types import ArticleSummary, Filters, Hit

ARABIC_TEXT = (
    "افتُتحت في المدينة مكتبة عامة جديدة يوم الأحد. وتضم المكتبة 12 ألف كتاب بالعربية والإنجليزية.\n"
    "وقال مديرها إن الدخول مجاني لجميع السكان. وتفتح أبوابها من الساعة 9 صباحًا حتى 8 مساءً."
)
ENGLISH_TEXT = (
    "The old harbour bridge will close for repairs in June. Engineers found cracks in two of its nine piers.\n"
    "Ferries will run every 20 minutes while the work lasts. The city expects to reopen it in October."
)


def summary(article_id: str, title: str, outlet: str, language: Language, day: date) -> ArticleSummary:
    """Return an article's summary with plain values where a test does not care."""
    return ArticleSummary(
        article_id, 2, title, outlet, None, f"https://news.example/{article_id}", language, day, None, 2,
        "2024-06-02T10:00:00+00:00", article_id,
    )  # fmt: skip


ARABIC = summary("a1", "مكتبة عامة جديدة تفتح أبوابها للسكان", "صحيفة الميناء", "ar", date(2024, 5, 12))
ENGLISH = summary("e1", "Harbour bridge to close for repairs", "The Quay Herald", "en", date(2024, 3, 4))


@dataclass
class FakeDesk:
    """Two articles and scripted answers; `pause` seconds lie between two events."""

    pause: float = 0.02
    hostile: str = ""
    state: ModelStatus = READY
    library: LibraryStatus = field(default_factory=LibraryStatus)
    closed: int = 0
    completed: int = 0
    ingests_closed: int = 0
    asked: list[tuple[str, tuple[Turn, ...], Filters | None]] = field(default_factory=list)
    stored: dict[str, ArticleView] = field(default_factory=dict)

    def __post_init__(self) -> None:
        versions = (ArticleVersion(2, "2024-06-02T10:00:00+00:00"), ArticleVersion(1, "2024-05-12T08:30:00+00:00"))
        removed = (Removed("Accept cookies", "cookies"), Removed("Share this story", "share"))
        for article, text in ((ARABIC, ARABIC_TEXT), (ENGLISH, ENGLISH_TEXT)):
            shown = replace(article, title=article.title + self.hostile, outlet=f"{article.outlet}{self.hostile}")
            self.stored[article.article_id] = ArticleView(shown, text + self.hostile, removed, versions)

    async def ask(
        self, question: str, history: Sequence[Turn], *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        self.asked.append((question, tuple(history), filters))
        ended = False
        try:
            async for event in self._script(question):
                await asyncio.sleep(self.pause)
                yield event
            ended = True
            self.completed += 1
        finally:
            self.closed += not ended

    async def _script(self, question: str) -> AsyncGenerator[Event, None]:
        language: Language = "ar" if any("\u0600" <= letter <= "\u06ff" for letter in question) else "en"
        hits = tuple(self.search(question, 2))
        if question.startswith("error"):
            yield SourcesFound(question, hits)
            raise SanadError("disk_full") if "known" in question else RuntimeError("scripted")
        yield SourcesFound(question, hits)
        if "weather" in question or "الطقس" in question:
            yield Completed(self._answer(question, language, (), (), hits, refused=True))
            return
        if question.startswith("fallback"):
            yield Notice("model_down", "The model does not answer, so here are quotes." + self.hostile)
        script = _ARABIC_SCRIPT if language == "ar" else _ENGLISH_SCRIPT
        endless = question.startswith("endless")
        done: list[AnsweredSentence] = []
        citations: list[CitedSpan] = []
        while True:
            for text, support, reasons, quoted, quote, article_id in script:
                article = self.stored[article_id]
                n = next((c.n for c in citations if c.text == quote), len(citations) + 1)
                new = () if any(c.n == n for c in citations) else (_citation(n, article, quote),)
                citations.extend(new)
                written = f"{text}{self.hostile} [{n}]"
                for end in range(8, len(written), 8):
                    yield Draft(written[:end])
                reasons = tuple(reason + self.hostile for reason in reasons)
                sentence = AnsweredSentence(written, (n,), support, 0.9, reasons, quoted)
                done.append(sentence)
                yield SentenceDone(sentence, new)
            if not endless:
                break
        yield Completed(self._answer(question, language, tuple(done), tuple(citations), hits))

    def _answer(
        self,
        question: str,
        language: Language,
        sentences: tuple[AnsweredSentence, ...],
        citations: tuple[CitedSpan, ...],
        hits: tuple[Hit, ...],
        *,
        refused: bool = False,
    ) -> Answer:
        text = _REFUSALS[language] if refused else " ".join(sentence.text for sentence in sentences)
        return Answer(
            question, question, language, text, refused, sentences, citations, hits, "scripted", "none",
            Timings(12.0, 80.0, 900.0),
        )  # fmt: skip

    def search(self, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
        order = ("a1", "e1") if any("\u0600" <= letter <= "\u06ff" for letter in question) else ("e1", "a1")
        hits: list[Hit] = []
        for rank, article_id in enumerate(order[:k], start=1):
            article = self.stored[article_id]
            end = article.text.index("\n")
            hits.append(Hit(rank, 0.93 / rank, article.summary, 0, end, article.text[:end], ()))
        return hits

    def articles(self) -> list[ArticleSummary]:
        return [article.summary for article in self.stored.values()]

    def article(self, article_id: str, version: int | None = None) -> ArticleView | None:
        article = self.stored.get(article_id)
        if article is None or version in (None, article.summary.version):
            return article
        return replace(article, summary=replace(article.summary, version=version))

    def ingest(
        self,
        sources: Sequence[str],
        uploads: Sequence[Path] = (),
        *,
        prune: bool = False,
        language: Language = "en",
        by: str = "",
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        wanted = [*sources, *(path.name for path in uploads)]
        slow = any("slow" in source for source in wanted)
        wanted = wanted * 400 if slow else wanted
        ended = False
        try:
            for done, source in enumerate(wanted):
                sleep(0.05 if slow else 0)
                yield IngestProgress(done, len(wanted), source)
            ended = True
        finally:
            self.ingests_closed += not ended
        for number, source in enumerate(wanted):
            added = summary(f"n{number}", f"Added from {source}", "Added", "en", date(2024, 7, 1))
            self.stored[added.article_id] = ArticleView(added, "A short story. It has two sentences.")
        rejected = tuple(
            Rejection(source, "ليس مقالًا" if language == "ar" else "not an article", "no_text")
            for source in wanted
            if "bad" in source
        )
        yield IngestReport(len(wanted) - len(rejected), 0, 0, 0, rejected, len(self.stored), 2 * len(self.stored), 1.5)

    def reread(
        self, article_ids: Sequence[str] | None = None, *, language: Language = "en", by: str = ""
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        count = len(self.stored) if article_ids is None else len(article_ids)
        yield IngestProgress(0, count, "again")
        yield IngestReport(0, 0, count, 0, (), len(self.stored), 2 * len(self.stored), 0.1)

    def remove(self, article_id: str, *, by: str = "") -> bool:
        return self.stored.pop(article_id, None) is not None

    def status(self) -> ModelStatus:
        return self.state

    def library_status(self) -> LibraryStatus:
        return self.library

    def examples(self, language: Language) -> list[str]:
        if language == "ar":
            return ["كم كتابًا في المكتبة الجديدة؟", "متى يُغلق جسر الميناء؟"]
        return ["When will the harbour bridge close?", "How many books does the new library have?"]


_REFUSALS: dict[Language, str] = {
    "ar": "لا تجيب المقالات الموجودة هنا عن هذا السؤال.",
    "en": "The articles here do not answer this question.",
}

Line = tuple[str, Support, tuple[str, ...], bool, str, str]

_ARABIC_SCRIPT: tuple[Line, ...] = (
    ("تضم المكتبة الجديدة 12 ألف كتاب", "supported", (), False,
     "وتضم المكتبة 12 ألف كتاب بالعربية والإنجليزية.", "a1"),
    ("الدخول إليها مجاني لسكان المدينة كلها وضواحيها", "partial", ("لا يذكر المقطع الضواحي.",), False,
     "وقال مديرها إن الدخول مجاني لجميع السكان.", "a1"),
    ("جاء في المقال: «وتفتح أبوابها من الساعة 9 صباحًا حتى 8 مساءً.»", "supported", ("اقتباس حرفي من المقال.",), True,
     "وتفتح أبوابها من الساعة 9 صباحًا حتى 8 مساءً.", "a1"),
)  # fmt: skip
_ENGLISH_SCRIPT: tuple[Line, ...] = (
    ("The bridge will close in June so that it can be repaired", "supported", (), False,
     "The old harbour bridge will close for repairs in June.", "e1"),
    ("Engineers found cracks in three of its piers", "unsupported", ("The passage says two, not three.",), False,
     "Engineers found cracks in two of its nine piers.", "e1"),
    ("The article says: “Ferries will run every 20 minutes while the work lasts.”", "supported",
     ("Quoted word for word from the article.",), True,
     "Ferries will run every 20 minutes while the work lasts.", "e1"),
)  # fmt: skip


def _citation(n: int, article: ArticleView, quote: str) -> CitedSpan:
    start = article.text.index(quote)
    hit = Hit(1, 0.9, article.summary, 0, len(article.text), article.text, ())
    return CitedSpan(hit, start, start + len(quote), n=n)
