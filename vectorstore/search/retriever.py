"""The retriever as LangChain and the rest of the program see it."""

from __future__ import annotations

from typing import Annotated, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, PrivateAttr, SkipValidation

from vectorstore.embedding.centring import Centring
from vectorstore.embedding.embedders import Embedder
from vectorstore.index.index import DenseIndex
from vectorstore.library.reader import LibraryReader
from vectorstore.search.joining import join
from vectorstore.search.ranking import Ablations
from vectorstore.search.search import Search, Translate
from vectorstore.types import Filters, Hit


class HybridRetriever(BaseRetriever):
    """Dense and lexical retrieval over both languages, as a LangChain retriever.

    `k` and `filters` are those of `invoke` and its like; `search` gives hits instead of documents.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: LibraryReader
    index: Annotated[DenseIndex, SkipValidation]
    embedder: Annotated[Embedder, SkipValidation]
    k: int = Field(default=8, ge=1)
    filters: Filters | None = None
    ablations: Ablations = Ablations()
    centring: Annotated[Centring | None, SkipValidation] = None
    _search: Search = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Wire the parts; nothing is read or embedded yet."""
        super().model_post_init(context)
        self._search = Search(
            self.library,
            self.index,
            self.embedder,
            ablations=self.ablations,
            centring=self.centring,
        )

    def prepare(self) -> None:
        """Do what the first search would wait for, a second or so of embedding: to be called while nobody waits."""
        self._search.prepare()

    def search(
        self, question: str, *, k: int = 8, filters: Filters | None = None, translate: Translate | None = None
    ) -> list[Hit]:
        """Return up to `k` hits, the best first; none for an empty question or library.

        `translate` gives the question in the other language, to search with both. Neighbouring passages come joined,
        and at most two passages of a story are shown. Raises EmbeddingError, LibraryError or IndexDamagedError where
        the model, the library or the index fails; a `translate` that fails is done without.
        """
        return join(self._search.find(question, filters, translate), k, self._slice)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        hits = self.search(query, k=self.k, filters=self.filters)
        return [Document(page_content=hit.text, metadata=_metadata(hit)) for hit in hits]

    def _slice(self, article_id: str, version: int, start: int, end: int) -> str | None:
        stored = self.library.article(article_id, version)
        return None if stored is None else stored.article.text[start:end]


def _metadata(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "rank": hit.rank, "score": hit.score, "article_id": article.article_id, "version": article.version,
        "title": article.title, "outlet": article.outlet, "source": article.source, "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "start": hit.start, "end": hit.end,
    }  # fmt: skip
