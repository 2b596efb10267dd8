"""`python -m bench NAME …`: hands over to bench/NAME.py.

A bench is a module here with `add_arguments(parser)` and `run(arguments) -> int`; naming it below makes it a command.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

BENCHES = {
    "retrieval": "finds the right passage? how fast?",
    "answers": "answers rightly, cites rightly, refuses rightly?",
    "refusal": "tells what the articles answer from what they do not?",
    "verification": "tells true sentences from changed ones?",
    "ingest": "reads how fast, at what memory?",
    "load": "many readers at once: how long do they wait, what does it cost?",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench named on the command line and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="bench", required=True, metavar="NAME")
    for name, what in BENCHES.items():
        command = commands.add_parser(name, help=what)
        if given[:1] == [name]:  # a bench loads what it measures; the others' parts are none of its business
            module = import_module(f"bench.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    parsed = parser.parse_args(given)
    return int(parsed.run(parsed))


if __name__ == "__main__":
    sys.exit(main())
