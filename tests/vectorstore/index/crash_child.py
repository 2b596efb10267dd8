"""The process that test_crash.py kills: ingests generated articles, saying each time what it acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.vectorstore.desk import Desk

ARTICLES = 48
LINES = 12


def paragraphs(number: int, edition: int) -> list[str]:
    """Return an article's lines; every third line changes with the edition."""
    return [
        f"Line {line} of {number}. Second sentence {line} {number}{f' edition {edition}' if line % 3 == 0 else ''}."
        for line in range(LINES)
    ]


def say(line: str) -> None:
    """Tell the parent at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Ingest `edition` at `home`: staged articles are acknowledged one by one, then published a few at a time."""
    home, edition = Path(sys.argv[1]), int(sys.argv[2])
    with Desk(home) as desk:
        desk.synchroniser.reconcile()
        say("ready")
        for number in range(ARTICLES):
            desk.stage(f"n{number}", *paragraphs(number, edition))
            say(f"stored {number}")
            if number % 4 == 3:
                desk.synchroniser.synchronise()
                say(f"published {number}")
    say("done")


if __name__ == "__main__":
    main()
