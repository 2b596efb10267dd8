"""`python -m bench NAME …`: hands over to bench/NAME.py. Knows nothing of what they measure.

A bench is a module here with `add_arguments(parser)` and `run(arguments) -> int`; naming it below makes it a command.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

BENCHES = {
    "retrieval": "finds the right passage? how fast?",
    "answers": "answers rightly, cites rightly, refuses rightly?",
    "ingest": "reads how fast, at what memory?",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench named on the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="bench", required=True, metavar="NAME")
    for name, what in BENCHES.items():
        if find_spec(f"bench.{name}") is None:
            continue
        module = import_module(f"bench.{name}")
        command = commands.add_parser(name, help=what)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    parsed = parser.parse_args(arguments)
    return int(parsed.run(parsed))


if __name__ == "__main__":
    sys.exit(main())
