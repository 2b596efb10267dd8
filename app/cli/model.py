"""`sanad model`: fetches, lists and chooses local chat models."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from dotenv import set_key
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn

from app.cli import output as terminal
from app.cli.bar import progress_bar
from app.cli.interrupt import stopped_by_interrupt
from app.cli.reader import reader_language
from app.messages.errors import Language
from app.messages.terminal import say
from app.models.fetch import fetch_model
from app.models.hub import find
from app.models.model_file import LOCAL_MODEL, Cancelled
from app.models.shelf import keep, path_of, shelved
from app.models.spec import parse_spec
from app.models.status import State
from app.settings import LOCAL, Settings


def model(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fetch, list or choose a local model."""
    match arguments.action:
        case "list":
            return _list(arguments, settings)
        case "use":
            return _use(arguments, settings)
        case _:
            return _pull(arguments, settings)


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    found = shelved(settings)
    if arguments.json:
        terminal.put_json([{**asdict(one), "path": str(one.path)} for one in found])
    for one in [] if arguments.json else found:
        terminal.put(f"{one.name}\t{one.bytes / 1e9:.2f} GB\t{one.spec}")
    return 0


def _use(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the choice into `.env` of this folder, where every command reads it."""
    name = arguments.model or LOCAL
    spec = LOCAL if name == LOCAL else f"{LOCAL}:{name.removeprefix(f'{LOCAL}:')}"
    path_of(parse_spec(spec), settings)
    set_key(".env", "SANAD_CHAT_MODEL", spec, quote_mode="auto")
    if arguments.json:
        terminal.put_json({"SANAD_CHAT_MODEL": spec})
    else:
        terminal.put(f"SANAD_CHAT_MODEL={spec}")
    return 0


def _pull(arguments: argparse.Namespace, settings: Settings) -> int:
    file = LOCAL_MODEL if arguments.model in (None, LOCAL) else find(arguments.model)
    if file is not LOCAL_MODEL:  # that address is one of the default model
        settings = settings.model_copy(update={"model_url": None})
    stop = stopped_by_interrupt()
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with progress_bar(*columns, quiet=arguments.json) as bar:
        task, tenths = bar.add_task("", total=None), Tenths(reader_language())

        def show(state: State, done: int, total: int) -> None:
            bar.update(task, description=say(state, tenths.language), completed=done, total=total)
            if bar.disable and not arguments.json:
                tenths.show(state, done, total)

        try:
            path = fetch_model(settings, show, stop, file)
        except Cancelled:
            return 130
    if file is not LOCAL_MODEL:
        keep(settings, file, arguments.model)
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
