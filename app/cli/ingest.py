"""`sanad ingest`: ingests sources, once or repeatedly."""

from __future__ import annotations

import argparse
import threading
from contextlib import AbstractContextManager

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from app.audit import AuditLog
from app.cli import output as terminal
from app.cli.bar import progress_bar
from app.cli.interrupt import stopped_by_interrupt
from app.cli.reader import reader_language
from app.ingestion.ingestion import Ingestion
from app.ingestion.report import IngestReport
from app.json_shapes import report_json
from app.services import Store, audit_path, open_ingestion, open_store
from app.settings import Settings

BY = "command line"  # as whose change it is written down


def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read sources in; 1 where something was rejected."""
    stop = stopped_by_interrupt()
    rejected = False
    with open_store(settings, write=True) as store, _ingestion(store, settings) as ingestion:
        while True:
            report = ingest_once(
                ingestion, arguments.sources, stop, arguments.prune, arguments.accept, quiet=arguments.json
            )
            put_report(report, arguments)
            rejected |= bool(report.rejected)
            if not arguments.watch or stop.wait(max(1.0, arguments.interval)):
                break
    return 130 if stop.is_set() and not arguments.watch else int(rejected)


def _ingestion(store: Store, settings: Settings) -> AbstractContextManager[Ingestion]:
    return open_ingestion(store, AuditLog(audit_path(settings.home)).record)


def put_report(report: IngestReport, arguments: argparse.Namespace) -> None:
    """Print a report as the arguments ask for it."""
    if arguments.json:  # several of them (--watch, serve) are lines
        terminal.put_json(report_json(report), indent=None if getattr(arguments, "watch", True) else 2)
    else:
        terminal.put_report(report)


def ingest_once(
    ingestion: Ingestion,
    sources: list[str],
    stop: threading.Event,
    prune: bool = False,
    accept: bool = False,
    *,
    quiet: bool = False,
) -> IngestReport:
    """Return the report of one run over `sources`, whose progress is shown unless it is to be quiet."""
    columns = [
        TextColumn("{task.description}", markup=False),  # a path with brackets in it is no mark-up
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    ]  # fmt: skip
    report: IngestReport | None = None
    with progress_bar(*columns, quiet=quiet) as bar:
        task = bar.add_task("", total=None)
        for step in ingestion.run(
            sources, prune=prune, accept=accept, cancelled=stop, language=reader_language(), by=BY
        ):
            if isinstance(step, IngestReport):
                report = step
            else:
                bar.update(task, completed=step.done, total=step.total or None, description=_short(step.source))
    assert report is not None, "a run ends with its report"
    return report


def _short(source: str, longest: int = 48) -> str:
    source = terminal.inline(source)
    return source if len(source) <= longest else "…" + source[-longest + 1 :]
