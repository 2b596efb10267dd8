"""Ingestion: anything readable becomes clean articles, and articles become passages with exact offsets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.article import Article as Article
    from ingest.article import Passage as Passage
    from ingest.parsing.worker.parser import Parser as Parser
    from ingest.passages import split_passages as split_passages
    from ingest.sources.fetch import Fetcher as Fetcher
    from ingest.sources.sources import Sources as Sources

# Imported on first use, so that importing the package or one of its parts is cheap.
_HOMES = {
    "Article": "ingest.article",
    "Fetcher": "ingest.sources.fetch",
    "Parser": "ingest.parsing.worker.parser",
    "Passage": "ingest.article",
    "Sources": "ingest.sources.sources",
    "split_passages": "ingest.passages",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
