"""Ctrl-C: the first one asks a run to stop, the second one does not wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

# Python as a shell's foreground has it: one that was started in the background ignores the signal.
PROGRAM = """
import signal
import time
from app.cli.interrupt import stopped_by_interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
stop = stopped_by_interrupt()
print("ready", flush=True)
stop.wait()
print("stopping", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_first_interrupt_asks_and_the_second_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == b"ready\n"
        program.send_signal(signal.SIGINT)
        assert program.stdout.readline() == b"stopping\n"
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 130
        assert b"Ctrl-C again" in program.stderr.read()
