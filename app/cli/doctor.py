"""`sanad doctor`: checks the installation and says how to fix what is wrong."""

from __future__ import annotations

import argparse

from app.cli import output as terminal
from app.cli.reader import reader_language
from app.doctor import examine
from app.messages.terminal import say
from app.settings import Settings


def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check everything; 1 where something is not well."""
    found, language = [], reader_language()
    for finding in examine(settings, language, deep=arguments.deep):
        found.append(finding)
        if not arguments.json:
            verdict = say("ok" if finding.well else "not_ok", language)
            terminal.put(f"{verdict}  {say(finding.check, language)}: {finding.detail}")
    if arguments.json:
        terminal.put_json([{"check": one.check, "ok": one.well, "detail": one.detail} for one in found])
    return int(not all(one.well for one in found))
