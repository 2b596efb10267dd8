"""A storage desk for tests: library, index and synchroniser on disk, as the program wires them, with small articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

from ingest.article import Article, Passage
from ingest.language import Language, Span
from tests.fakes_embeddings import HashEmbedder
from vectorstore.embedding.embedders import passage_input
from vectorstore.index.index import Index
from vectorstore.index.sync import Synchroniser, SyncReport
from vectorstore.library.library import Library
from vectorstore.types import KINDS, LANGUAGES, StageResult, passage_of


def make_article(
    name: str,
    paragraphs: Sequence[str],
    *,
    title: str | None = None,
    language: Language = "en",
    outlet: str | None = None,
    published: date | None = None,
) -> Article:
    """Return an article whose text is the paragraphs, one a line."""
    return Article(
        source=f"{name}.txt", identity=f"/news/{name}.txt", title=title or f"Title of {name}",
        text="\n".join(paragraphs), language=language, outlet=outlet, published=published,
    )  # fmt: skip


def make_passages(article: Article) -> tuple[Passage, ...]:
    """Return one passage per line; its sentences end at `. `."""
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    start = 0
    for line in article.text.split("\n"):
        sentences: list[Span] = []
        at = start
        for part in line.split(". "):
            end = min(at + len(part) + 1, start + len(line))
            sentences.append(Span(at, end))
            at += len(part) + 2
        passages.append(
            Passage(
                article_id=article.article_id, ordinal=len(passages), start=start, end=start + len(line), text=line,
                title=article.title, language=article.language, sentences=tuple(sentences),
                occurrence=seen.get(line, 0),
            )
        )  # fmt: skip
        seen[line] = seen.get(line, 0) + 1
        start += len(line) + 1
    return tuple(passages)


class Desk:
    """Opens everything at `home`; a context manager that closes it again."""

    def __init__(self, home: Path, embedder: HashEmbedder | None = None, *, renew_index: bool = False) -> None:
        self.embedder = embedder or HashEmbedder()
        self.home = home
        self.library = Library(home / "library.sqlite3")
        try:
            self.index = Index(
                home / "index",
                namespace=self.library.library_id,
                fingerprint=self.embedder.fingerprint,
                renew=renew_index,
            )
        except BaseException:
            self.library.close()
            raise
        self.synchroniser = Synchroniser(self.library, self.index, self.embedder)

    def stage(self, name: str, *paragraphs: str, title: str | None = None, language: Language = "en") -> StageResult:
        """Stage an article of these paragraphs."""
        article = make_article(name, paragraphs, title=title, language=language)
        return self.library.stage(article, make_passages(article))

    def add(self, name: str, *paragraphs: str, title: str | None = None, language: Language = "en") -> SyncReport:
        """Stage an article and publish it."""
        self.stage(name, *paragraphs, title=title, language=language)
        return self.synchroniser.synchronise()

    def dense(self, text: str, language: Language = "en", k: int = 5) -> list[str]:
        """Return the texts of the published passages that the index finds for `text`, best first."""
        found = self.index.search("passage", language, self.embedder.embed_query(text), k)
        return [passage.text for passage in self.library.passages([vector_id for vector_id, _ in found]).values()]

    def lexical(self, word: str, language: Language = "en") -> set[str]:
        """Return the texts of the passages found for a stem."""
        ids = [passage_id for passage_id, _ in self.library.lexical([word], language, 1000)]
        return {passage.text for passage in self.library.passages(ids).values()}

    def problems(self) -> list[str]:
        """Everything that is not as it must be after a synchronisation; reads all."""
        found: list[str] = []
        published = [
            passage
            for article in self.library.articles()
            for passage in self.library.article_passages(article.article_id)
        ]
        for kind in KINDS:
            for language in LANGUAGES:
                wanted = {
                    vector_id
                    for passage in published
                    if passage.language == language
                    for vector_id in ([passage.passage_id] if kind == "passage" else passage.sentence_ids)
                }
                there = list(self.index.ids(kind, language))
                if sorted(there) != sorted(wanted):
                    found.append(f"{kind} {language}: the index holds {len(there)} ids, {len(wanted)} are published")
                if self.library.vector_totals()[kind, language] != (len(wanted), len(wanted)):
                    found.append(f"{kind} {language}: totals are off")
                vectors = self.library.vectors(wanted)
                for vector_id in wanted:
                    best = self.index.search(kind, language, vectors[vector_id], 1)
                    if not best or best[0][1] < 0.9999:
                        found.append(f"{kind} {vector_id} does not find itself")
        ids = {passage.passage_id for passage in published}
        expected = {
            passage.passage_id: self.embedder.embed_question(passage_input(passage)).tokens.bits.tolist()
            for passage in published
            if self.embedder.tokens_fingerprint
        }
        tokens = self.library.passage_tokens(sorted(ids), self.embedder.tokens_fingerprint)
        if {key: bits.tolist() for key, bits in tokens.items()} != expected:
            found.append(f"tokens of {len(tokens)} passages are kept, or other ones; of {len(expected)} are needed")
        if self.library.counts().passages != len(ids):
            found.append("the number of passages is off")
        if stray := {passage_of(i) for i in self.library.passages(ids)} ^ ids:
            found.append(f"passages cannot be read back: {stray}")
        return found

    def close(self) -> None:
        """Close the index and the library."""
        self.index.close()
        self.library.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
