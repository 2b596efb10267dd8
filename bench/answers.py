"""Measures answers: right, rightly cited, rightly refused, how fast; ours beside the tutorial's.

Run as `python -m bench answers`; docs/benchmarks.md says how to read it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from app.messages.errors import SanadError
from app.settings import load_settings
from bench.answer_setup import SYSTEMS, make_library, open_systems
from bench.answer_systems import System
from bench.answer_table import Result, Table, grouped, render
from bench.cache import CachedEmbedder
from bench.datasets import DatasetError
from bench.replies import Reply, score
from bench.trial_files import read_dataset, read_questions
from bench.trials import TrialSet
from bench.warm_embedder import WarmEmbedder
from vectorstore.embedding.making import make_embedder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add, some = parser.add_argument, ",".join(SYSTEMS)
    add("--questions", type=Path, help="JSON with hand-made questions over --articles")
    add("--articles", type=Path, default=Path("seeds"), help="their folder (default: %(default)s)")
    add("--dataset", type=Path, nargs="+", help="SQuAD's format (two parallel files: two languages) or NoMIRACL's")
    add("--language-pair", nargs="+", default=[], help="of question and articles, as in ar-en (default: all)")
    add("--sample", type=int, help="only so many questions (of each pair)")
    add("--seed", type=int, default=7, help="of the sample and of what is left out (default: %(default)s)")
    add("--systems", type=_systems, default=["tutorial", "quotes", "local"], help=f"some of {some}")
    add("--tutorial-model", choices=("local", "remote"), default="local", help="(default: %(default)s)")
    add("--cache", type=Path, help="keep the articles' embeddings in this .npz file between runs")
    add("--output", type=Path, help="write the tables and every reply into this JSON file")


def _systems(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or set(names) - set(SYSTEMS):
        raise argparse.ArgumentTypeError(f"expected some of {','.join(SYSTEMS)}")
    return names


def run(arguments: argparse.Namespace) -> int:
    """Ask every system every question and print the tables; 2 where a file or setting is wrong.

    Stopped with Ctrl-C, it shows and writes what was asked by then: a run may take an hour.
    """
    if bool(arguments.questions) == bool(arguments.dataset):
        print("give either --questions or --dataset", file=sys.stderr)
        return 2
    results: list[Result] = []
    stopped = False
    try:
        trials = _read(arguments)
        for result in _results(arguments, trials):
            results.append(result)  # noqa: PERF402 - kept as they come, whatever happens to the next one
    except KeyboardInterrupt:
        stopped = True
    except (DatasetError, SanadError) as error:
        print(error, file=sys.stderr)
        return 2
    tables = grouped(results)
    if arguments.output:
        _write(arguments, trials, tables, results)
    for name, cells in tables.items():
        print(render(cells, name), end="\n\n")
    return 130 if stopped else 0


def _write(arguments: argparse.Namespace, trials: TrialSet, tables: dict[str, Table], results: list[Result]) -> None:
    plain = {
        name: {measure: {system: cell.as_json() for system, cell in row.items()} for measure, row in cells.items()}
        for name, cells in tables.items()
    }
    asked = {"kind": trials.kind, "seed": arguments.seed, "sample": arguments.sample}
    written = {**asked, "tables": plain, "replies": [asdict(result) for result in results]}
    arguments.output.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(arguments: argparse.Namespace) -> TrialSet:
    if arguments.questions:
        return read_questions(arguments.questions, arguments.articles, arguments.sample, arguments.seed)
    return read_dataset(arguments.dataset, arguments.language_pair, arguments.sample, arguments.seed)


def _results(arguments: argparse.Namespace, trials: TrialSet) -> Iterator[Result]:
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-answers-")))
        # Questions pay for their own embedding: only articles are remembered.
        warm = WarmEmbedder(make_embedder(load_settings().embedding_model))
        cached = CachedEmbedder(warm, arguments.cache)
        homes = {shelf.name: temporary / f"{n:04d}" for n, shelf in enumerate(trials.shelves)}
        for shelf in trials.shelves:
            make_library(homes[shelf.name], shelf, cached)
            _tell(f"library {shelf.name} is made")
        cached.save()
        yield from _published(trials)
        for system in open_systems(arguments.systems, arguments.tutorial_model, warm, stack):
            yield from ask_all(system, trials, homes)


def ask_all(system: System, trials: TrialSet, homes: dict[str, Path]) -> Iterator[Result]:
    """Yield a system's results, library by library."""
    for shelf in trials.shelves:
        with system.opened(homes[shelf.name]) as ask:
            for trial in trials.trials:
                if trial.shelf == shelf.name:
                    reply = ask(trial.question)
                    said = "refused" if reply.refused else reply.problem or reply.text[:60]
                    _tell(f"{system.name} {trial.id}: {said}")
                    yield Result(system.name, trial, reply, score(trial, reply))


def _published(trials: TrialSet) -> Iterator[Result]:
    by_id = {trial.id: trial for trial in trials.trials}
    for key, refused in trials.reference:
        reply = Reply("", refused)
        yield Result(trials.reference_name, by_id[key], reply, score(by_id[key], reply))


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
