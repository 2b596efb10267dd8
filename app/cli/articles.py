"""`sanad articles`, `show` and `remove`: what the library holds."""

from __future__ import annotations

import argparse

from app.audit import AuditLog
from app.cli import output as terminal
from app.cli.reader import reader_language
from app.ingestion.report import Change
from app.json_shapes import article_json, articles_json
from app.messages.errors import SanadError
from app.messages.terminal import say
from app.services import audit_path, library_path, open_library, open_store
from app.settings import Settings
from vectorstore.types import ArticleSummary


def articles(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the articles."""
    listed: list[ArticleSummary] = []
    if not arguments.json or library_path(settings.home).exists():
        with open_library(settings) as library:
            listed = library.articles()
    if arguments.json:
        terminal.put_json(articles_json(listed))
    elif listed:
        terminal.put_articles(listed)
    else:
        raise SanadError("no_articles")
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one article in full."""
    with open_library(settings) as library:
        stored = library.article(arguments.article_id, arguments.version)
    if stored is None:
        version = f" (version {arguments.version})" if arguments.version is not None else ""
        raise SanadError("not_found", article_id=arguments.article_id + version)
    if arguments.json:
        terminal.put_json(article_json(stored, removed=arguments.removed))
    else:
        terminal.put_article(stored, removed=arguments.removed)
    return 0


def remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove one article."""
    with open_store(settings, write=True) as store:
        assert store.synchroniser is not None, "opened to write"
        if not store.synchroniser.library.remove(arguments.article_id):
            raise SanadError("not_found", article_id=arguments.article_id)
        AuditLog(audit_path(settings.home)).record(Change("removed", arguments.article_id, 0, "", "command line"))
        store.synchroniser.synchronise()
    if arguments.json:
        terminal.put_json({"removed": arguments.article_id})
    else:
        terminal.put(say("removed", reader_language(), article_id=arguments.article_id))
    return 0
