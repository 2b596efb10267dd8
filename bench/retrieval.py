"""Measures retrieval on a SQuAD-format file: each part switched off in turn, with intervals."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.messages.errors import SanadError
from bench.cache import CachedEmbedder
from bench.calibration import collect, read_pools, refusal
from bench.calibration import report as calibration
from bench.datasets import Dataset, DatasetError, Query, queries, read_squad
from bench.metrics import bootstrap, ndcg, recall, reciprocal_rank
from bench.plots import plot_recall
from bench.speed import measure_speed
from bench.translating import open_translator
from bench.world import World, articles_found
from vectorstore.embedding.making import make_embedder
from vectorstore.search.ranking import Ablations
from vectorstore.search.relevance import ACROSS_LANGUAGES, SAME_LANGUAGE
from vectorstore.search.retriever import HybridRetriever
from vectorstore.search.search import Translate

K = 10
SEED = 7  # of --sample
TOP = 5  # where both language versions must be, in a mixed library
_PLAIN = Ablations(
    tokens=False, sentences=False, context=False, glossary=False, centring=False, bridge=False, balance=False
)
VARIANTS: dict[str, Ablations] = {
    "dense only": replace(_PLAIN, lexical=False),
    "lexical only": replace(_PLAIN, dense=False),
    "plain fusion": _PLAIN,
    "ours": Ablations(),
    **{f"ours, no {name}": replace(Ablations(), **{name: False}) for name in Ablations.__dataclass_fields__},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--dataset", type=Path, help="SQuAD-format JSON: each paragraph becomes an article")
    parser.add_argument("--questions", type=Path, help="the same questions (by id) in another language")
    parser.add_argument("--mixed", action="store_true", help="both files' paragraphs in one library")
    parser.add_argument("--variants", nargs="*", choices=list(VARIANTS), help="only these rows")
    parser.add_argument("--translate", metavar="SPEC", help="also with questions translated by this chat model")
    parser.add_argument("--sample", type=int, help="only so many questions, drawn at random")
    parser.add_argument("--speed", type=int, nargs="*", default=[], help="also time libraries of so many passages")
    parser.add_argument("--reliability", action="store_true", help="also show how honest the relevance is")
    parser.add_argument("--pools", type=Path, help="NoMIRACL-like file: can refusal be told from the relevance?")
    parser.add_argument("--limit", type=int, default=80, help="questions of --pools (default: %(default)s)")
    parser.add_argument("--embedder", default="local", help="an embedding spec (default: %(default)s)")
    parser.add_argument("--cache", type=Path, help="keep embeddings in this .npz file between runs")
    parser.add_argument("--output", type=Path, help="write results.json and a plot into this folder")


def run(arguments: argparse.Namespace) -> int:
    """Run the bench and print its tables; 0 unless there is nothing to do or a file cannot be read."""
    if arguments.dataset is None and arguments.pools is None and not arguments.speed:
        print("nothing to do: give --dataset, --pools or --speed", file=sys.stderr)
        return 2
    embedder = CachedEmbedder(make_embedder(arguments.embedder), arguments.cache)
    report: dict[str, Any] = {}
    try:
        if arguments.dataset is not None:
            report["quality"] = _quality(arguments, embedder)
        if arguments.pools is not None:
            report["refusal"] = _refusal(arguments, embedder)
    except (DatasetError, SanadError) as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        embedder.save()
    if arguments.speed:
        report["speed"] = [asdict(row) for row in measure_speed(arguments.speed, embedder)]
        embedder.save()
    if arguments.output is not None:
        arguments.output.mkdir(parents=True, exist_ok=True)
        (arguments.output / "retrieval.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
        plot_recall(report.get("quality", {}), arguments.output / "recall.png")
    return 0


def _quality(arguments: argparse.Namespace, embedder: CachedEmbedder) -> dict[str, Any]:
    dataset = read_squad(arguments.dataset)
    asked = read_squad(arguments.questions) if arguments.questions else dataset
    both = [dataset] if not arguments.mixed or asked is dataset else [dataset, asked]
    names = arguments.variants or list(VARIANTS)
    wanted = _wanted(asked, both)
    if arguments.sample is not None:
        wanted = random.Random(SEED).sample(wanted, min(arguments.sample, len(wanted)))
    with tempfile.TemporaryDirectory() as home, World(Path(home), embedder) as world:
        for one in both:
            world.add([paragraph.text for paragraph in one.paragraphs])
        embedder.save()
        found = {name: _measure(world.retriever(VARIANTS[name]), wanted, mixed=len(both) > 1) for name in names}
        if arguments.translate is not None:
            with open_translator(arguments.translate) as translator:
                ours = world.retriever(Ablations())
                found["ours, translated"] = _measure(ours, wanted, translator, mixed=len(both) > 1)
                translations = translator.report()
        if arguments.reliability:
            same = len(both) == 1 and asked.language == dataset.language
            print(f"\nreliability, {'within' if same else 'across'} languages")
            seen = collect(world.retriever(Ablations()), wanted)
            reliable = calibration(*seen, SAME_LANGUAGE if same else ACROSS_LANGUAGES)
    _print(found, f"{asked.language} → {' + '.join(one.language for one in both)}", mixed=len(both) > 1)
    more = {"reliability": reliable} if arguments.reliability else {}
    return found | more | ({"translations": translations} if arguments.translate is not None else {})


def _refusal(arguments: argparse.Namespace, embedder: CachedEmbedder) -> dict[str, float]:
    passages, rows = read_pools(arguments.pools, arguments.limit)
    with tempfile.TemporaryDirectory() as home, World(Path(home), embedder) as world:
        world.add(passages)
        embedder.save()
        return refusal(world.retriever(Ablations()), rows)


def _wanted(asked: Dataset, both: Sequence[Dataset]) -> list[Query]:
    """Return the questions with the numbers of the articles that answer them, over all data sets in the library."""
    wanted = queries(asked, both[0])
    if len(both) == 1:
        return wanted
    second = {query.text: query for query in queries(asked, both[1])}
    shift = len(both[0].paragraphs)
    return [
        replace(query, gold=query.gold | {number + shift for number in second[query.text].gold}) for query in wanted
    ]


def _measure(
    retriever: HybridRetriever, wanted: Sequence[Query], translate: Translate | None = None, *, mixed: bool
) -> dict[str, Any]:
    ranked = [articles_found(retriever, query.text, K, translate) for query in wanted]
    result: dict[str, Any] = {}
    for part in ("all", "tune", "check"):
        rows = [
            (order, query)
            for order, query in zip(ranked, wanted, strict=True)
            if part == "all" or query.tunes == (part == "tune")
        ]
        result[part] = {
            "questions": len(rows),
            "ndcg@10": asdict(bootstrap([ndcg(order, query.gold) for order, query in rows])),
            "mrr@10": asdict(bootstrap([reciprocal_rank(order, query.gold) for order, query in rows])),
            "recall": [
                bootstrap([recall(order, query.gold, k) for order, query in rows]).mean for k in range(1, K + 1)
            ],
        }
        if mixed:
            together = [float(query.gold <= set(order[:TOP])) for order, query in rows]
            result[part]["both in top 5"] = asdict(bootstrap(together))
    return result


def _print(found: dict[str, Any], title: str, *, mixed: bool) -> None:
    print(f"\n{title}: nDCG@10 × 100 with 95 % bootstrap interval")
    print(f"{'':22}{'all':>24}{'tune':>8}{'check':>8}{'R@1':>8}{'R@5':>8}{'both@5' if mixed else '':>8}")
    for name, parts in found.items():
        whole = parts["all"]
        score = whole["ndcg@10"]
        shown = f"{100 * score['mean']:.1f} [{100 * score['low']:.1f}, {100 * score['high']:.1f}]"
        halves = "".join(f"{100 * parts[part]['ndcg@10']['mean']:8.1f}" for part in ("tune", "check"))
        recalls = "".join(f"{100 * whole['recall'][k - 1]:8.1f}" for k in (1, 5))
        together = f"{100 * whole['both in top 5']['mean']:8.1f}" if mixed else ""
        print(f"{name:22}{shown:>24}{halves}{recalls}{together}")
