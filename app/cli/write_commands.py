"""Carries out the commands that change something or go on running: ingest, remove, reindex, model, serve."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from app.cli import output as terminal
from app.cli.reader import reader_language
from app.ingestion.ingestion import Ingestion, IngestReport
from app.json_shapes import report_json
from app.messages.errors import Language, SanadError
from app.messages.terminal import say
from app.models.fetch import fetch_model
from app.models.model_file import Cancelled
from app.models.provider import ChatModels
from app.models.status import State
from app.services import Store, make_assistant, open_ingestion, open_models, open_store
from app.settings import Settings
from app.warmup import warm_up
from vectorstore.index.sync import SyncProgress

# A search or a short reply of the model may be under way when the program is stopped.
_LONGEST_WARMING = 10.0


def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read sources in; 1 where something was rejected."""
    stop = stopped_by_interrupt()
    rejected = False
    with open_store(settings, write=True) as store, open_ingestion(store) as ingestion:
        while True:
            report = _ingest_once(ingestion, arguments.sources, stop, prune=arguments.prune, quiet=arguments.json)
            _put_report(report, arguments)
            rejected |= bool(report.rejected)
            if not arguments.watch or stop.wait(max(1.0, arguments.interval)):
                break
    return 130 if stop.is_set() and not arguments.watch else int(rejected)


def _put_report(report: IngestReport, arguments: argparse.Namespace) -> None:
    if arguments.json:  # several of them (--watch, serve) are lines
        terminal.put_json(report_json(report), indent=None if getattr(arguments, "watch", True) else 2)
    else:
        terminal.put_report(report)


def _ingest_once(
    ingestion: Ingestion, sources: list[str], stop: threading.Event, *, prune: bool = False, quiet: bool = False
) -> IngestReport:
    columns = [
        TextColumn("{task.description}", markup=False),  # a path with brackets in it is no mark-up
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    ]  # fmt: skip
    report: IngestReport | None = None
    with _progress(*columns, quiet=quiet) as bar:
        task = bar.add_task("", total=None)
        for step in ingestion.run(sources, prune=prune, cancelled=stop, language=reader_language()):
            if isinstance(step, IngestReport):
                report = step
            else:
                bar.update(task, completed=step.done, total=step.total or None, description=_short(step.source))
    assert report is not None, "a run ends with its report"
    return report


def remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove one article."""
    with open_store(settings, write=True) as store:
        assert store.synchroniser is not None, "opened to write"
        if not store.synchroniser.library.remove(arguments.article_id):
            raise SanadError("not_found", article_id=arguments.article_id)
        store.synchroniser.synchronise()
    if arguments.json:
        terminal.put_json({"removed": arguments.article_id})
    else:
        terminal.put(say("removed", reader_language(), article_id=arguments.article_id))
    return 0


def reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rebuild the index; stopped, the next start goes on from there."""
    stop = stopped_by_interrupt()
    with _progress(quiet=arguments.json) as bar:
        task = bar.add_task("", total=None)

        def show(progress: SyncProgress) -> None:
            bar.update(task, completed=progress.articles_done, total=progress.articles_total)

        with open_store(settings, write=True, renew=True) as store:
            assert store.synchroniser is not None, "opened to write"
            report = store.synchroniser.rebuild(show, stop.is_set)
            counts = store.library.counts()
    if arguments.json:
        terminal.put_json(
            {"articles": counts.articles, "passages": counts.passages, "seconds": round(report.seconds, 2)}
        )
    else:
        counted = {"articles": counts.articles, "passages": counts.passages}
        terminal.put(say("reindexed", reader_language(), **counted, seconds=report.seconds))
    return 130 if stop.is_set() else 0


def model(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fetch and verify the local model."""
    stop = stopped_by_interrupt()
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with _progress(*columns, quiet=arguments.json) as bar:
        task, tenths = bar.add_task("", total=None), Tenths(reader_language())

        def show(state: State, done: int, total: int) -> None:
            bar.update(task, description=say(state, tenths.language), completed=done, total=total)
            if bar.disable and not arguments.json:
                tenths.show(state, done, total)

        try:
            path = fetch_model(settings, show, stop)
        except Cancelled:
            return 130
    if arguments.json:
        terminal.put_json({"path": str(path), "bytes": path.stat().st_size})
    else:
        terminal.put(say("model_here", reader_language(), path=path))
    return 0


class Tenths:
    """Tells of a download where no bar can be drawn, in a log: a line for every tenth of it."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._told: tuple[State, int] | None = None

    def show(self, state: State, done: int, total: int) -> None:
        """Write a line where another tenth is there."""
        now = (state, done * 10 // total if total else 0)
        if now != self._told:
            self._told = now
            sys.stderr.write(f"{say(state, self.language)} {now[1] * 10} %\n")
            sys.stderr.flush()


def wait_for(models: ChatModels) -> None:
    """Wait until a local model that is already on the disk is loaded; one that must be fetched is not waited for."""
    while models.current() is None:
        state = models.status().state
        if state not in ("verifying", "loading", "absent"):
            return
        threading.Event().wait(0.1)


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve the page until interrupted. The model is fetched meanwhile; until it is there, answers are quotes."""
    _check_port(settings)
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, write=True))
        models = stack.enter_context(open_models(settings))
        ingestion = stack.enter_context(open_ingestion(store))
        if arguments.ingest:
            report = _ingest_once(ingestion, arguments.ingest, threading.Event(), quiet=arguments.json)
            _put_report(report, arguments)
        _serve_page(store, models, ingestion, settings, as_json=arguments.json)
    return 0


def _serve_page(store: Store, models: ChatModels, ingestion: Ingestion, settings: Settings, *, as_json: bool) -> None:
    from app.desk import NewsDesk
    from app.page import open_page  # Gradio takes seconds to import: only the page needs it

    assistant, stop = make_assistant(store, models), threading.Event()
    address, close = open_page(NewsDesk(store, models, assistant, ingestion), settings)
    warming = warm_up(store, assistant, models, stop)
    if as_json:
        terminal.put_json({"address": address}, indent=None)
    else:
        terminal.put(say("serving", reader_language(), address=address))
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write(say("stopping", reader_language()) + "\n")
    finally:
        stop.set()
        close()
        warming.join(_LONGEST_WARMING)


def _check_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SanadError("port_in_use", port=settings.port) from error
            where = f"{settings.host}:{settings.port}"
            reason = f"{where}: {error.strerror or error}"
            raise SanadError("bad_setting", name="SANAD_HOST / SANAD_PORT", reason=reason) from error


def stopped_by_interrupt() -> threading.Event:
    """Return an event that Ctrl-C sets; a second Ctrl-C ends the program at once, as a crash would: nothing is lost."""
    stop, language = threading.Event(), reader_language()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(2, b"\x1b[?25h")  # the progress bar has hidden the cursor
            os._exit(130)
        stop.set()
        os.write(2, f"\n{say('interrupted', language)}\n".encode())

    signal.signal(signal.SIGINT, handle)
    return stop


def _interrupt(_number: int, _frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


def _progress(*columns: ProgressColumn, quiet: bool) -> Progress:
    """Return a progress bar on standard error, which shows nothing where that is no terminal."""
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)


def _short(source: str, longest: int = 48) -> str:
    source = terminal.inline(source)
    return source if len(source) <= longest else "…" + source[-longest + 1 :]
