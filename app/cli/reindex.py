"""`sanad reindex`: rebuilds the search index from the library."""

from __future__ import annotations

import argparse

from app.cli import output as terminal
from app.cli.bar import progress_bar
from app.cli.interrupt import stopped_by_interrupt
from app.cli.reader import reader_language
from app.messages.terminal import say
from app.services import open_store
from app.settings import Settings
from vectorstore.index.sync import SyncProgress


def reindex(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rebuild the index; stopped, the next start goes on from there."""
    stop = stopped_by_interrupt()
    with progress_bar(quiet=arguments.json) as bar:
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
