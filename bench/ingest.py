"""Measures ingestion: how fast, what beside the embedder costs, run again, memory; ours beside the tutorial's.

Run as `python -m bench ingest`; docs/benchmarks.md says how to read it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.generated_articles import read_pool, write_articles
from bench.ingest_runs import CHANGED, Job, Measured, Pass, in_fresh_process, measure_ours, measure_tutorial

_MEGABYTE = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add = parser.add_argument
    add("--articles", type=_counts, default=[100, 1000], metavar="N,N", help="how many (default: 100,1000)")
    add("--seeds", type=Path, default=Path("seeds"), help="the .txt articles to make them from (default: %(default)s)")
    add("--seed", type=int, default=7, help="of the generator (default: %(default)s)")
    add("--embedder", default="local", help="`fake` takes no time and shows all else (default: %(default)s)")
    add("--tutorial", action=argparse.BooleanOptionalAction, default=True, help="also measure the tutorials' way")
    add("--output", type=Path, help="write all figures into this JSON file")


def _counts(text: str) -> list[int]:
    try:
        counts = [int(part) for part in text.split(",")]
    except ValueError:
        counts = []
    if not counts or min(counts) < 1:
        raise argparse.ArgumentTypeError("expected numbers such as 100,1000")
    return counts


def run(arguments: argparse.Namespace) -> int:
    """Measure every size and print a table; 2 where there is nothing to make articles from."""
    try:
        measured = measure(arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.output:
        arguments.output.write_text(json.dumps([one.as_json() for one in measured], indent=1), encoding="utf-8")
    print(render(measured))
    return 0


def measure(arguments: argparse.Namespace) -> list[Measured]:
    """Return what was measured, the smallest size first. Raises ValueError for a folder without articles."""
    pool = read_pool(arguments.seeds)
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as temporary:
        for count in sorted(arguments.articles):
            root = Path(temporary) / str(count)
            write_articles(pool, root / "articles", count, arguments.seed)
            ways: list[Callable[[Job], Measured]] = [measure_tutorial] if arguments.tutorial else []
            for way in [*ways, measure_ours]:  # ours last: it changes some of the articles
                # The tutorials' second run takes as long as their first: once is enough to see it.
                again = way is measure_ours or count == min(arguments.articles)
                job = Job(
                    root / "articles",
                    root / way.__name__,
                    arguments.seeds,
                    arguments.embedder,
                    count,
                    arguments.seed,
                    again,
                )
                measured.append(in_fresh_process(way, job))
                print(f"{measured[-1].way}, {count} articles: {measured[-1].passes[0].seconds:.1f} s", file=sys.stderr)
    return measured


def render(measured: Sequence[Measured]) -> str:
    """Return the table as Markdown: a column for each way and size."""
    rows: list[tuple[str, Callable[[Measured, Pass], str]]] = [
        ("seconds", lambda _, first: f"{first.seconds:.1f}"),
        ("articles/s", lambda one, first: f"{one.articles / first.seconds:.2f}"),
        ("passages", lambda _, first: f"{first.passages}"),
        ("passages/s", lambda _, first: f"{first.passages / first.seconds:.1f}"),
        ("texts embedded", lambda _, first: f"{first.texts}"),
        ("characters embedded/s", lambda _, first: f"{first.characters / first.seconds:.0f}"),
        ("time in the embedder", lambda _, first: _share(first.embedding, first.seconds)),
        ("everything else", lambda _, first: _share(first.seconds - first.embedding, first.seconds)),
        ("… of which counting tokens", lambda _, first: _share(first.counting, first.seconds)),
        ("everything else, ms an article", lambda one, first: f"{_beside(one, first):.1f}"),
        ("peak memory, MB", lambda one, _: f"{one.peak / _MEGABYTE:.0f}"),
        ("… of the process that reads documents, MB", lambda one, _: _megabytes(one.reader_peak)),
        ("disk, MB", lambda one, _: f"{one.disk / _MEGABYTE:.1f}"),
        ("run again, nothing changed", lambda one, first: _again(one, "unchanged", first)),
        (f"run again, {CHANGED:.0%} changed", lambda one, first: _again(one, "changed", first)),
    ]  # fmt: skip
    lines = [
        f"| | {' | '.join(f'{one.way}, {one.articles} articles' for one in measured)} |",
        "|---" * (len(measured) + 1) + "|",
    ]
    lines += [f"| {name} | {' | '.join(cell(one, one.passes[0]) for one in measured)} |" for name, cell in rows]
    return "\n".join(lines)


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f}" if size else "–"


def _beside(one: Measured, first: Pass) -> float:
    return 1000 * (first.seconds - first.embedding) / one.articles


def _again(one: Measured, name: str, first: Pass) -> str:
    found = next((each for each in one.passes if each.name == name), None)
    if found is None:
        return "–"
    share = _share(found.seconds, first.seconds)
    return f"{found.seconds:.2f} s ({share}), {found.texts} texts embedded, {found.passages} passages held"
