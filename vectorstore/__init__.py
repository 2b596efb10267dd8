"""Storing and finding: where articles live, and how the passages that answer a question are found among them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vectorstore.embedding.making import make_embedder as make_embedder
    from vectorstore.index.exact import ExactIndex as ExactIndex
    from vectorstore.index.index import Index as Index
    from vectorstore.index.sync import Synchroniser as Synchroniser
    from vectorstore.library.library import Library as Library
    from vectorstore.library.reader import LibraryReader as LibraryReader
    from vectorstore.search.retriever import HybridRetriever as HybridRetriever
    from vectorstore.types import ArticleSummary as ArticleSummary
    from vectorstore.types import Filters as Filters
    from vectorstore.types import Hit as Hit

# Loaded when first asked for: importing the package, or a part of it, costs nothing more.
_HOMES = {
    "ArticleSummary": "vectorstore.types",
    "ExactIndex": "vectorstore.index.exact",
    "Filters": "vectorstore.types",
    "Hit": "vectorstore.types",
    "HybridRetriever": "vectorstore.search.retriever",
    "Index": "vectorstore.index.index",
    "Library": "vectorstore.library.library",
    "LibraryReader": "vectorstore.library.reader",
    "Synchroniser": "vectorstore.index.sync",
    "make_embedder": "vectorstore.embedding.making",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
