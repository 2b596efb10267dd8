"""Times one way of ingesting a folder: first, again unchanged, with a few articles changed.

Each way is measured in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from app.ingestion.ingestion import Ingestion
from app.ingestion.report import IngestReport
from app.services import open_store
from bench.generated_articles import change_articles, read_pool
from bench.homes import temporary_settings
from bench.timed_embedder import TimedEmbedder, open_timed
from bench.tutorial import TutorialIndex
from ingest.parsing.worker.parser import Parser
from ingest.sources.fetch import Fetcher
from ingest.sources.sources import Sources

CHANGED = 0.01  # of the articles


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure: `count` articles in `folder`, made of those in `seeds` with `seed`; all else goes to `home`."""

    folder: Path
    home: Path
    seeds: Path
    embedder: str
    count: int
    seed: int
    again: bool = True


@dataclass(frozen=True, slots=True)
class Pass:
    """One run. Seconds: `opening` the library and index, `running`, of which `embedding` and `counting` tokens.

    `passages` is what the library holds afterwards; `texts` and `characters` were embedded in this run.
    """

    name: str
    opening: float
    running: float
    embedding: float
    counting: float
    texts: int
    characters: int
    passages: int

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.opening + self.running


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one way, the peak of memory of its process and of the one that reads documents, and disk: bytes."""

    way: str
    articles: int
    passes: tuple[Pass, ...]
    peak: int
    reader_peak: int
    disk: int

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def measure_ours(job: Job) -> Measured:
    """Return how our ingestion does. Raises RuntimeError where an article is rejected: nothing would be comparable."""
    embedder = open_timed(job.embedder)
    passes, reader = [], 0
    for name in ("first", "unchanged", "changed") if job.again else ("first",):
        if name == "changed":
            change_articles(read_pool(job.seeds), job.folder, job.count, CHANGED, job.seed)
        one, peak = _ours_once(job, name, embedder)
        passes.append(one)
        reader = max(reader, peak)
    return Measured("ours", job.count, tuple(passes), peak_memory(), reader, size_of(job.home))


def _ours_once(job: Job, name: str, embedder: TimedEmbedder) -> tuple[Pass, int]:
    embedder.reset()
    started = time.perf_counter()
    settings = temporary_settings(job.home)
    with open_store(settings, write=True, embedder=embedder) as store, Parser() as parser:
        assert store.synchroniser is not None, "opened to write"
        library, synchroniser = store.synchroniser.library, store.synchroniser
        ingestion = Ingestion(Sources(Fetcher()), parser, library, synchroniser, embedder.count_tokens)
        opened = time.perf_counter()
        report = [event for event in ingestion.run([str(job.folder)]) if isinstance(event, IngestReport)][-1]
        done = time.perf_counter()
        reader = peak_memory(parser.child_id) if parser.child_id is not None else 0
    if report.rejected or report.articles != job.count:
        raise RuntimeError(f"{report.articles} of {job.count} articles, rejected: {report.rejected[:3]}")
    return _pass(name, opened - started, done - opened, embedder, report.passages), reader


def measure_tutorial(job: Job) -> Measured:
    """Return how the tutorials' way does; run again, it has no means to tell what it has read before."""
    embedder = open_timed(job.embedder)
    passes = []
    for name in ("first", "unchanged") if job.again else ("first",):
        embedder.reset()
        started = time.perf_counter()
        index = TutorialIndex(embedder, job.home / "chroma")
        paths = sorted(job.folder.glob("*.txt"))
        index.add([Document(page_content=path.read_text("utf-8"), metadata={"source": str(path)}) for path in paths])
        done = time.perf_counter()
        passes.append(_pass(name, 0.0, done - started, embedder, index.count()))
    return Measured("tutorial", job.count, tuple(passes), peak_memory(), 0, size_of(job.home))


def _pass(name: str, opening: float, running: float, embedder: TimedEmbedder, passages: int) -> Pass:
    return Pass(
        name, opening, running, embedder.seconds, embedder.counting, embedder.texts, embedder.characters, passages
    )


def in_fresh_process(measure: Callable[[Job], Measured], job: Job) -> Measured:
    """Return what `measure` returns in a process that is started for it (never forked) and ends with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(measure, job).result()


def peak_memory(process: int | None = None) -> int:
    """Return the most memory a running process ever held, in bytes; this one's where no id is given.

    From Linux's /proc; elsewhere only of this process. (`getrusage` starts at its parent's, however it was started.)
    """
    status = Path(f"/proc/{process or 'self'}/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines.get("VmHWM", "0 kB").split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if process is None else 0


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
