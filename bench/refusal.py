"""What tells whether the evidence answers: each signal's worth, the fit, refusals at the bounds.

SQuAD's format: each question twice, with the paragraph that answers it and without, the article's others remaining.
NoMIRACL's: each question over its own ten passages. Constants may be chosen by the tuning half, the other one checks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.answering.chain import FLOOR, LIKELY, UNLIKELY
from app.answering.evidence.choosing import SENTENCES, choose
from app.answering.evidence.likelihood import likelihood
from app.answering.evidence.responding import asked_for
from app.answering.evidence.signals import Signals, measure
from app.settings import load_settings
from bench.cache import CachedEmbedder
from bench.datasets import Dataset, DatasetError, queries, read_squad
from bench.metrics import auroc
from bench.trial_files import LANGUAGES, read_json, read_nomiracl
from bench.world import World
from vectorstore.embedding.making import make_embedder
from vectorstore.search.ranking import Ablations
from vectorstore.types import Hit

HITS, FOUND = 8, 20  # what the program looks at; what is asked for, so that enough is left without the answer
NAMES = ("relevance", "coverage", "open")
STEPS, BLUR = 50, 0.1  # Newton steps; keeps the weights finite where everything is separated


@dataclass(frozen=True, slots=True)
class Case:
    """A question over what was found for it. `group` is the data set's name, or the pair of languages."""

    group: str
    answerable: bool
    tunes: bool
    relevance: float
    signals: Signals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--dataset", type=Path, nargs="+", required=True, help="as in `answers`")
    parser.add_argument("--every", type=int, default=1, help="only every n-th question (default: all)")
    parser.add_argument("--cache", type=Path, help="keep embeddings in this .npz file between runs")
    parser.add_argument("--output", type=Path, help="write every question's signals into this JSON file")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 2 where a file is wrong."""
    embedder = CachedEmbedder(make_embedder(load_settings().embedding_model), arguments.cache)
    try:
        files = arguments.dataset
        rows = len(files) == 1 and "rows" in read_json(files[0])
        cases = list(_rows(files[0], arguments.every, embedder) if rows else _pairs(files, arguments.every, embedder))
    except DatasetError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        embedder.save()
    if arguments.output:
        arguments.output.write_text(json.dumps([asdict(case) for case in cases], indent=1), encoding="utf-8")
    for group in dict.fromkeys(case.group for case in cases):
        report(group, [case for case in cases if case.group == group])
    judged = [case for case in cases if case.tunes and not case.signals.across]
    print(f"\nfits the tuning half: {dict(zip((*NAMES, 'bias'), fit(judged), strict=True))}")
    return 0


def _rows(path: Path, every: int, embedder: CachedEmbedder) -> Iterator[Case]:
    trials = read_nomiracl(path, None, 0)
    for trial, shelf in list(zip(trials.trials, trials.shelves, strict=True))[::every]:
        with tempfile.TemporaryDirectory() as home, World(Path(home), embedder) as world:
            world.add([one.text for one in shelf.texts], titles=[one.title for one in shelf.texts])
            hits = world.retriever(Ablations()).search(trial.question, k=FOUND)
        yield _case(trials.kind, trial.question, hits, trial.answerable, _tunes(trial.id))


def _tunes(key: str) -> bool:
    return int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


def _pairs(files: Sequence[Path], every: int, embedder: CachedEmbedder) -> Iterator[Case]:
    read = {dataset.language: dataset for dataset in map(read_squad, files)}
    there = [read[language] for language in LANGUAGES if language in read]
    for held in there:
        with tempfile.TemporaryDirectory() as home, World(Path(home), embedder) as world:
            world.add([paragraph.text for paragraph in held.paragraphs])
            for asked in there:
                yield from _twice(world, asked, held, every)


def _twice(world: World, asked: Dataset, held: Dataset, every: int) -> Iterator[Case]:
    retriever = world.retriever(Ablations())
    for query in queries(asked, held)[::every]:
        hits = retriever.search(query.text, k=FOUND)
        others = [hit for hit in hits if int(hit.article.source) not in query.gold]
        for found, answerable in ((hits, True), (others, False)):
            yield _case(f"{asked.language}-{held.language}", query.text, found, answerable, query.tunes)


def _case(group: str, question: str, hits: Sequence[Hit], answerable: bool, tunes: bool) -> Case:
    seen = hits[:HITS]
    signals = measure(question, seen, choose(seen, SENTENCES, asked_for(question)))
    return Case(group, answerable, tunes, max((hit.score for hit in seen), default=0.0), signals)


def report(group: str, cases: Sequence[Case]) -> None:
    """Print how well each signal tells what can be answered, and who is refused or doubted at the program's bounds."""
    print(f"\n{group}")
    for part, tunes in (("tune", True), ("check", False)):
        can = [case for case in cases if case.tunes is tunes and case.answerable]
        cannot = [case for case in cases if case.tunes is tunes and not case.answerable]
        if not can or not cannot:
            continue
        worth = {
            name: auroc(
                [float(getattr(one.signals, name)) for one in can], [getattr(one.signals, name) for one in cannot]
            )
            for name in NAMES
        } | {"together": auroc([likelihood(one.signals) for one in can], [likelihood(one.signals) for one in cannot])}
        print(f"  {part} ({len(can)} + {len(cannot)}): AUROC " + ", ".join(f"{k} {v:.3f}" for k, v in worth.items()))
        for name, bound in (("refused at once", UNLIKELY), ("or doubted", LIKELY)):
            shares = [sum(_below(one, bound) for one in some) / len(some) for some in (cannot, can)]
            print(f"    {name}: {shares[0]:.1%} of what cannot be answered, {shares[1]:.1%} of what can")


def _below(case: Case, bound: float) -> bool:
    return case.relevance < FLOOR or likelihood(case.signals) < bound


def fit(cases: Sequence[Case]) -> list[float]:
    """Return the weights of the logistic regression that fits, and its bias last."""
    if not cases:
        return [0.0] * (len(NAMES) + 1)
    rows = np.array([[*(float(getattr(case.signals, name)) for name in NAMES), 1.0] for case in cases])
    truths = np.array([float(case.answerable) for case in cases])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        predicted = 1 / (1 + np.exp(-np.clip(rows @ weights, -50, 50)))
        curvature = (rows * (predicted * (1 - predicted))[:, None]).T @ rows + BLUR * np.eye(len(weights))
        weights = weights - np.linalg.solve(curvature, rows.T @ (predicted - truths) + BLUR * weights)
    return [round(float(weight), 2) for weight in weights]
