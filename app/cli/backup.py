"""`sanad backup` and `sanad restore`: copies of the library."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.backups import back_up
from app.backups import restore as restore_library
from app.cli import output as terminal
from app.cli.reader import reader_language
from app.messages.terminal import say
from app.services import open_library
from app.settings import Settings


def backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy the library to a file, also while a page serves it."""
    path = Path(arguments.file).expanduser().absolute()
    with open_library(settings) as library:
        back_up(library, path)
        articles = library.counts().articles
    if arguments.json:
        terminal.put_json({"path": str(path), "articles": articles})
    else:
        terminal.put(say("backed_up", reader_language(), articles=articles, path=path))
    return 0


def restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a backup the library."""
    path = Path(arguments.file).expanduser().absolute()
    done = restore_library(settings, path)
    if arguments.json:
        terminal.put_json({"path": str(path), "articles": done.articles, "before": done.before and str(done.before)})
    else:
        terminal.put(say("restored", reader_language(), articles=done.articles, path=path, before=done.before or "-"))
    return 0
