"""A temporary library and index with a bench's articles, made as the program makes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.article import Article
from ingest.language.text import detect_language
from ingest.passages import split_passages
from vectorstore.embedding.embedders import Embedder
from vectorstore.index.index import Index
from vectorstore.index.sync import Synchroniser
from vectorstore.library.library import Library
from vectorstore.search.ranking import Ablations
from vectorstore.search.retriever import HybridRetriever
from vectorstore.search.search import Translate


class World:
    """Articles numbered from 0, each made of one text; a context manager that closes the files again."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self.embedder = embedder
        self.library = Library(home / "library.sqlite3")
        self.index = Index(home / "index", namespace=self.library.library_id, fingerprint=embedder.fingerprint)

    def add(self, texts: Sequence[str], *, titles: Sequence[str] | None = None) -> None:
        """Publish one article per text; numbers go on where the last call ended."""
        first = self.library.counts().articles
        for number, text in enumerate(texts, start=first):
            article = Article(
                source=str(number),
                identity=str(number),
                title=titles[number - first] if titles else "",
                text=text,
                language=detect_language(text),
            )
            self.library.stage(article, split_passages(article, self.embedder.count_tokens))
        Synchroniser(self.library, self.index, self.embedder).synchronise()

    def retriever(self, ablations: Ablations) -> HybridRetriever:
        """Return the program's retriever over this world."""
        return HybridRetriever(library=self.library, index=self.index, embedder=self.embedder, ablations=ablations)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.index.close()
        self.library.close()


def articles_found(retriever: HybridRetriever, question: str, k: int, translate: Translate | None = None) -> list[int]:
    """Return the numbers of the articles found, best first, each once."""
    hits = retriever.search(question, k=k, translate=translate)
    return list(dict.fromkeys(int(hit.article.source) for hit in hits))
