"""Runs `sanad serve` in a process of its own for tests that look at it from outside. Knows no part of the program."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests import ROOT

_START_SECONDS = 120


@dataclass(frozen=True)
class Program:
    """A running program: its process, its address (without a slash at the end) and what it has written."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30) -> float:
        """Send a signal and wait; return how many seconds the end took."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(seconds)
        return time.monotonic() - started

    def written(self) -> str:
        """Return all that it has written to its output and errors."""
        return self.log.read_text("utf-8", "replace")


@contextmanager
def serving(home: Path, *arguments: str, **settings: str) -> Iterator[Program]:
    """Run `sanad serve` over `home` until the block ends; `settings` are environment variables."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SANAD_", "OPENAI_"))}
    environment |= {"SANAD_HOME": str(home), "SANAD_CHAT_MODEL": "quotes", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    log = home.parent / f"{home.name}-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", *arguments],
            cwd=ROOT,
            env=environment | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Program(process, _address(process, log), log)
    finally:
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
        if process.poll() is None:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"(http://[\d.:]+)/", log.read_text("utf-8", "replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the page did not come up:\n{log.read_text('utf-8', 'replace')}")


def call(address: str, name: str, *data: object) -> object:
    """Call a public endpoint and return its JSON."""
    with httpx.Client(base_url=address, timeout=60) as client:
        event = client.post(f"/gradio_api/call/{name}", json={"data": list(data)}).raise_for_status().json()["event_id"]
        with client.stream("GET", f"/gradio_api/call/{name}/{event}") as stream:
            text = "".join(stream.iter_text())
    found = re.search(r"event: complete\ndata: (.*)", text)
    assert found, text
    return json.loads(found[1])[0]
