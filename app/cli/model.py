"""`sanad model`: fetches and verifies the local chat model."""

from __future__ import annotations

import argparse
import sys

from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn

from app.cli import output as terminal
from app.cli.bar import progress_bar
from app.cli.interrupt import stopped_by_interrupt
from app.cli.reader import reader_language
from app.messages.errors import Language
from app.messages.terminal import say
from app.models.fetch import fetch_model
from app.models.model_file import Cancelled
from app.models.status import State
from app.settings import Settings


def model(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fetch and verify the local model."""
    stop = stopped_by_interrupt()
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with progress_bar(*columns, quiet=arguments.json) as bar:
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
