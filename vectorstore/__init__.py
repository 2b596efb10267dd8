"""Storing and finding: where articles live, and how the passages that answer a question are found among them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vectorstore.embedding.making import make_embedder as make_embedder
    from vectorstore.hits import ArticleSummary as ArticleSummary
    from vectorstore.hits import Filters as Filters
    from vectorstore.hits import Hit as Hit
    from vectorstore.index.index import Index as Index
    from vectorstore.index.sync import Synchroniser as Synchroniser
    from vectorstore.library.library import Library as Library
    from vectorstore.search.retriever import HybridRetriever as HybridRetriever

# Loaded when first asked for: importing the package, or a part of it, costs nothing more.
_HOMES = {
    "ArticleSummary": "vectorstore.hits",
    "Filters": "vectorstore.hits",
    "Hit": "vectorstore.hits",
    "HybridRetriever": "vectorstore.search.retriever",
    "Index": "vectorstore.index.index",
    "Library": "vectorstore.library.library",
    "Synchroniser": "vectorstore.index.sync",
    "make_embedder": "vectorstore.embedding.making",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
