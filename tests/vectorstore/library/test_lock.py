"""One writer per data directory, tested with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import ROOT
from vectorstore.library.lock import HomeInUseError, WriterLock

REPOSITORY = ROOT
_HOLDER = """
import sys
from pathlib import Path
from vectorstore.library.lock import WriterLock
with WriterLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _HOLDER, str(home)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child


def test_the_lock_can_be_taken_again_after_it_was_given_back(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "new home")
    with lock, pytest.raises(HomeInUseError):
        WriterLock(tmp_path / "new home", timeout=0).acquire()
    lock.release()
    with WriterLock(tmp_path / "new home", timeout=0):
        pass


def test_another_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        with pytest.raises(HomeInUseError) as refused:
            WriterLock(tmp_path, timeout=0.2).acquire()
        assert refused.value.pid == child.pid
        assert str(child.pid) in str(refused.value)
        (tmp_path / "writer.pid").write_text("not a number")
        with pytest.raises(HomeInUseError, match="another process"):
            WriterLock(tmp_path, timeout=0).acquire()


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
        with WriterLock(tmp_path, timeout=0):
            pass
