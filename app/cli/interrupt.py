"""Ctrl-C while a command runs: it stops at a point where nothing is half done."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

from app.cli.reader import reader_language
from app.messages.terminal import say


def stopped_by_interrupt() -> threading.Event:
    """Return an event that Ctrl-C sets; a second Ctrl-C ends the program at once, as a crash would: nothing is lost."""
    stop, language = threading.Event(), reader_language()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            if sys.stderr.isatty():
                os.write(2, b"\x1b[?25h")  # the progress bar has hidden the cursor
            os._exit(130)
        stop.set()
        os.write(2, f"\n{say('interrupted', language)}\n".encode())

    signal.signal(signal.SIGINT, handle)
    return stop
