"""`python -m bench load`: many readers of one page at once, from outside the process, with a scripted remote model.

Measures what a reader waits for (first text, whole answer) and what an answer costs (CPU seconds, memory, open files).
The generator and the model run on the same machine and take their share of it; run it where nothing else runs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import numpy as np

_FIRST = "Zephyr"  # the scripted answer's first word, which no article and no label of the page has
_TOKENS, _A_SECOND = 200, 50.0
_QUESTIONS = (
    "How many sorties did Russia fly, and how many targets did they hit?",
    "كم طلعة جوية شنت روسيا وكم هدفًا أصابت؟",
)


@dataclass(frozen=True)
class Reading:
    """What one reader saw, in seconds from asking; None where it never came."""

    first: float | None
    whole: float | None
    refused: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this bench's arguments."""
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 50, 200], help="readers at once, a row each")
    parser.add_argument(
        "--soak", type=float, default=0.0, metavar="MINUTES", help="then ask on for so long, 10 at once"
    )
    parser.add_argument("--articles", nargs="+", default=["seeds"], help="what the library holds")


def run(arguments: argparse.Namespace) -> int:
    """Print the table; 1 where any reader got neither an answer nor a clean word that it is full."""
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        model = await stack.enter_async_context(_scripted_model())
        process, address = await stack.enter_async_context(_served(folder / "home", model, arguments.articles))
        print(f"load average at the start: {os.getloadavg()[0]:.1f}, cores: {len(os.sched_getaffinity(0))}")
        print("| streams | first text p50 | p95 | whole p50 | p95 | answered | full | failed | CPU s an answer |")
        print("|---|---|---|---|---|---|---|---|---|")
        await _together(address, 2)  # what is loaded at the first question
        failed = 0
        for streams in arguments.streams:
            before = _cpu(process.pid)
            readings = await _together(address, streams)
            failed += _row(streams, readings, _cpu(process.pid) - before)
        if arguments.soak:
            await _soak(address, process.pid, arguments.soak * 60)
        print(f"load average at the end: {os.getloadavg()[0]:.1f}")
    return int(failed > 0)


def _row(streams: int, readings: list[Reading], cpu: float) -> int:
    firsts = [reading.first for reading in readings if reading.first is not None]
    wholes = [reading.whole for reading in readings if reading.whole is not None]
    full = sum(reading.refused for reading in readings)
    failed = len(readings) - len(wholes) - full
    times = [
        f"{np.percentile(values, share):.2f}" if values else "-" for values in (firsts, wholes) for share in (50, 95)
    ]
    each = f"{cpu / len(wholes):.2f}" if wholes else "-"
    print(f"| {streams} | {' | '.join(times)} | {len(wholes)} | {full} | {failed} | {each} |", flush=True)
    return failed


async def _soak(address: str, process: int, seconds: float) -> None:
    begun, started = _memory(process), time.monotonic()
    files = _files(process)
    while time.monotonic() - started < seconds:
        await _together(address, 10)
    minutes = (time.monotonic() - started) / 60
    grown = (_memory(process) - begun) / 1e6
    now = _files(process)
    print(f"soak of {minutes:.1f} min: memory {grown / minutes:+.2f} MB a minute, files {files} → {now}")


async def _together(address: str, streams: int) -> list[Reading]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=300, limits=limits, headers={"origin": address}) as client:
        config = (await client.get("/config")).json()
        number = next(one["id"] for one in config["dependencies"] if one["api_name"] == "_ask")
        asked = (_ask(client, number, _QUESTIONS[at % len(_QUESTIONS)]) for at in range(streams))
        return list(await asyncio.gather(*asked))


async def _ask(client: httpx.AsyncClient, number: int, question: str) -> Reading:
    """Ask as the page does: join the queue, then read the events until the answer is there."""
    session, started = uuid4().hex, time.monotonic()
    data: list[object] = [question, None, "en", [], [], "", ""]
    first = whole = None
    try:
        call = {"fn_index": number, "data": data, "session_hash": session, "event_data": None, "trigger_id": None}
        joined = await client.post("/gradio_api/queue/join", json=call)
        if joined.status_code in (429, 503):
            return Reading(None, None, refused=True)
        joined.raise_for_status()
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
            async for line in events.aiter_lines():
                if first is None and _FIRST in line:
                    first = time.monotonic() - started
                if '"process_completed"' in line:
                    whole = time.monotonic() - started if '"success":true' in line.replace(" ", "") else None
                    break
    except httpx.HTTPError as error:
        print(f"failed: {error!r}", file=sys.stderr)
    return Reading(first, whole if first is not None else None)


@asynccontextmanager
async def _scripted_model() -> AsyncIterator[str]:
    """Serve a chat model that says the same 200 tokens to everyone, 50 a second; yield its address."""
    words = [
        _FIRST,
        *(["said", "that", "the", "talks", "went", "on", "in", "the", "city", "on", "Monday", "[1]."] * 40),
    ][:_TOKENS]

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(found[1]) if found else 0)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
            for word in words:
                choice = {"index": 0, "delta": {"role": "assistant", "content": word + " "}, "finish_reason": None}
                event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "s", "choices": [choice]}
                writer.write(f"data: {json.dumps(event)}\n\n".encode())
                await writer.drain()
                await asyncio.sleep(1 / _A_SECOND)
            writer.write(b"data: [DONE]\n\n")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(reply, "127.0.0.1", 0, backlog=512)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


@asynccontextmanager
async def _served(home: Path, model: str, articles: list[str]) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
    """Run `sanad serve` over the articles in a process of its own; yield it and its address."""
    settings = {
        "SANAD_HOME": str(home), "OPENAI_BASE_URL": model, "SANAD_CHAT_MODEL": "openai",
        "SANAD_TRANSLATE_QUESTIONS": "off",
    }  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SANAD_", "OPENAI_"))}
    sanad = [sys.executable, "-m", "app"]
    await asyncio.to_thread(
        subprocess.run, [*sanad, "ingest", *articles, "--json"], env=environment | settings, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    process = subprocess.Popen(
        [*sanad, "serve", "--port", "0", "--json"], env=environment | settings, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = str(json.loads(await asyncio.to_thread(process.stdout.readline))["address"]).rstrip("/")
        yield process, address
    finally:
        process.terminate()
        process.wait(15)


def _cpu(process: int) -> float:
    """Return the CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> int:
    """Return the bytes of memory that a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _files(process: int) -> int:
    """Return how many files a process has open."""
    return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
