"""`sanad serve`: the page, until it is stopped."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING

from app.cli.reader import reader_language
from app.messages.errors import SanadError
from app.messages.terminal import say
from app.serving import open_page, open_port, stands_open
from app.settings import Settings

if TYPE_CHECKING:
    from app.desk import NewsDesk
    from app.ingestion.report import Change

# What is told of the end has ended by then; whatever else takes longer loses nothing that was acknowledged.
_STOP_SECONDS = 9.0
# A search or a short reply of the model may be under way when the program is stopped.
_LONGEST_WARMING = 1.0


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve the page until stopped. The model is fetched meanwhile; until it is there, answers are quotes."""
    stopping = _on_signals()
    if stands_open(settings) and settings.allow_open:
        sys.stderr.write(say("stands_open", reader_language(), path=settings.home / "audit.jsonl") + "\n")
    door = open_port(settings)
    with ExitStack() as stack:
        stack.callback(door.served.stop)
        desk = _open_desk(stack, settings, arguments, stopping)
        stack.callback(door.served.stop)  # before what it stands on is closed
        stack.callback(desk.closing.set)
        open_page(door, desk, settings)
        _say_address(door.served.address, as_json=arguments.json)
        stopping.wait()
        sys.stderr.write(say("stopping", reader_language()) + "\n")
    return 0


def _open_desk(
    stack: ExitStack, settings: Settings, arguments: argparse.Namespace, stopping: threading.Event
) -> NewsDesk:
    """Open all that the page stands on; what takes longer than a moment goes on in the background."""
    # Imported only now: it takes seconds, and visitors have an answer meanwhile.
    from app.audit import AuditLog
    from app.backups import Backups
    from app.desk import NewsDesk
    from app.keeper import Keeper
    from app.metrics import Metrics
    from app.services import audit_path, make_assistant, open_ingestion, open_models, open_store, stored_bytes
    from app.warmup import warm_up
    from vectorstore.index.serving import ServingIndex

    store = stack.enter_context(open_store(settings, write=True, at_once=True))
    models = stack.enter_context(open_models(settings))
    metrics, audit = Metrics(), AuditLog(audit_path(settings.home))

    def record(change: Change) -> None:
        audit.record(change)
        metrics.changed(change.action)

    ingestion = stack.enter_context(open_ingestion(store, record))
    index = store.retriever.index
    assert isinstance(index, ServingIndex), "opened at once"
    assert store.synchroniser is not None, "opened to write"
    keeper = Keeper(index, store.synchroniser)
    assistant = make_assistant(store, models)
    metrics.gauge("sanad_articles", "Articles that can be searched.", lambda: store.library.counts().articles)
    metrics.gauge("sanad_articles_pending", "Articles not indexed yet.", lambda: store.library.counts().pending)
    metrics.gauge("sanad_articles_damaged", "Versions found damaged.", lambda: len(store.library.damaged()))
    quota = settings.disk_quota

    def has_room() -> bool:
        return quota is None or stored_bytes(settings.home) < quota * 1_000_000

    desk = NewsDesk(store, models, assistant, ingestion, keeper, record, metrics, has_room)
    stack.callback(keeper.stop)
    warming = warm_up(store, assistant, models, stopping)
    stack.callback(warming.join, _LONGEST_WARMING)
    stack.callback(stopping.set)
    if settings.backup_hours is not None:
        folder = settings.backup_folder or settings.home / "backups"
        backups = Backups(store.library, folder, seconds=settings.backup_hours * 3600, kept=settings.backups_kept)
        stack.callback(backups.stop)
        backups.start()
    keeper.start((lambda stop: _ingest_first(desk, arguments, stop)) if arguments.ingest else None)
    return desk


def _ingest_first(desk: NewsDesk, arguments: argparse.Namespace, stop: threading.Event) -> None:
    from app.cli.ingest import ingest_once, put_report

    try:
        with desk.ingesting(wait=None):
            report = ingest_once(desk.ingestion, arguments.ingest, stop, quiet=arguments.json)
        put_report(report, arguments)
    except SanadError as error:
        sys.stderr.write(f"sanad: {error.message(reader_language())}\n")
    sys.stdout.flush()


def _say_address(address: str, *, as_json: bool) -> None:
    from app.cli import output as terminal

    if as_json:
        terminal.put_json({"address": address}, indent=None)
    else:
        terminal.put(say("serving", reader_language(), address=address))
    sys.stdout.flush()


def _on_signals() -> threading.Event:
    """Return an event that Ctrl-C and SIGTERM set; a second one ends the program at once, as a slow end does."""
    stopping = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(130)
        stopping.set()
        last = threading.Timer(_STOP_SECONDS, os._exit, (1,))
        last.daemon = True
        last.start()

    signal.signal(signal.SIGINT, handle)
    signal.signal(signal.SIGTERM, handle)
    return stopping
