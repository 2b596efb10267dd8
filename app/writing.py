"""Carries out the commands that change something or go on running: ingest, remove, reindex, model, serve."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import terminal
from app.assembly import Store, make_assistant, open_ingestion, open_models, open_store
from app.errors import SanadError
from app.ingestion import Ingestion, IngestReport
from app.json_shapes import report_json
from app.models.fetch import fetch_model
from app.models.provider import ChatModels
from app.models.status import State
from app.reader import reader_language
from app.settings import Settings
from app.warming import warm_up
from vectorstore.sync import SyncProgress

# A search or a short reply of the model may be under way when the program is stopped.
_LONGEST_WARMING = 10.0


def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read sources in; 1 where something was rejected."""
    stop = stopped_by_interrupt()
    rejected = False
    with open_store(settings, write=True) as store, open_ingestion(store) as ingestion:
        while True:
            report = _ingest_once(ingestion, arguments.sources, stop, prune=arguments.prune, quiet=arguments.json)
            if arguments.json:
                terminal.put_json(report_json(report), indent=None if arguments.watch else 2)
            else:
                terminal.put_report(report)
            rejected |= bool(report.rejected)
            if not arguments.watch or stop.wait(max(1.0, arguments.interval)):
                break
    return 130 if stop.is_set() and not arguments.watch else int(rejected)


def _ingest_once(
    ingestion: Ingestion, sources: list[str], stop: threading.Event, *, prune: bool = False, quiet: bool = False
) -> IngestReport:
    columns = [
        TextColumn("{task.description}", markup=False),  # a path with brackets in it is no mark-up
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    ]  # fmt: skip
    report: IngestReport | None = None
    console = _console()
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("ingesting", total=None)
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
        if not store.library.remove(arguments.article_id):
            raise SanadError("not_found", article_id=arguments.article_id)
        assert store.synchroniser is not None, "opened to write"
        store.synchroniser.synchronise()
    if arguments.json:
        terminal.put_json({"removed": arguments.article_id})
    else:
        terminal.put(f"removed {arguments.article_id}; answers given earlier can still show what they cited")
    return 0


def reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rebuild the index; stopped, the next start goes on from there."""
    stop = stopped_by_interrupt()
    with Progress(console=_console(), transient=True, disable=arguments.json) as bar:
        task = bar.add_task("reindexing", total=None)

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
        terminal.put(
            f"the index holds {counts.articles} articles in {counts.passages} passages ({report.seconds:.1f} s)"
        )
    return 130 if stop.is_set() else 0


def model(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fetch and verify the local model."""
    stop = stopped_by_interrupt()
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=_console(), transient=True, disable=arguments.json) as bar:
        task = bar.add_task("fetching", total=None)

        def show(state: State, done: int, total: int) -> None:
            bar.update(task, description=state, completed=done, total=total)

        path = fetch_model(settings, show, stop)
    if arguments.json:
        terminal.put_json({"path": str(path), "bytes": path.stat().st_size})
    else:
        terminal.put(f"the local model is here and verified: {path}")
    return 0


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
            terminal.put_report(_ingest_once(ingestion, arguments.ingest, threading.Event()))
        _serve_page(store, models, ingestion, settings)
    return 0


def _serve_page(store: Store, models: ChatModels, ingestion: Ingestion, settings: Settings) -> None:
    from app.desk import NewsDesk
    from app.page import open_page  # Gradio takes seconds to import: only the page needs it

    assistant, stop = make_assistant(store, models), threading.Event()
    address, close = open_page(NewsDesk(store, models, assistant, ingestion), settings)
    warming = warm_up(store, assistant, models, stop)
    sys.stdout.write(f"Sanad is at {address}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write("stopping\n")
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
            raise SanadError("port_in_use", port=settings.port) from error


def stopped_by_interrupt() -> threading.Event:
    """Return an event that Ctrl-C sets; a second Ctrl-C ends the program at once, as a crash would: nothing is lost."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(2, b"\x1b[?25h")  # the progress bar has hidden the cursor
            os._exit(130)
        stop.set()
        os.write(2, b"\nstopping: what is stored stays, the rest is read next time (Ctrl-C again stops at once)\n")

    signal.signal(signal.SIGINT, handle)
    return stop


def _interrupt(_number: int, _frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


def _console() -> Console:
    return Console(stderr=True)


def _short(source: str, longest: int = 48) -> str:
    source = terminal.inline(source)
    return source if len(source) <= longest else "…" + source[-longest + 1 :]
