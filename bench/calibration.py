"""How honest the relevance is: reliability, separation of what can be answered, the curve that fits.

Each question is asked once, and the list is read twice: as it is, and without the paragraphs that answer it, which is
what a library without the answer but about the same subject would give.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.datasets import DatasetError, Query
from bench.metrics import auroc, calibration_error, reliability
from vectorstore.search.relevance import Curve
from vectorstore.search.retriever import HybridRetriever

K = 10
STEPS = 50  # Newton steps; a curve of two numbers converges in ten
BLUR = 1e-3  # keeps the slope finite where everything is separated


@dataclass(frozen=True, slots=True)
class Best:
    """The best hit of a list: its relevance, whether it answers, and whether the question is for tuning."""

    relevance: float
    answers: bool
    tunes: bool


def collect(retriever: HybridRetriever, wanted: Sequence[Query]) -> tuple[list[Best], list[Best]]:
    """Return the best hits of all questions with their answers in the library, and without them."""
    present: list[Best] = []
    removed: list[Best] = []
    for query in wanted:
        hits = [(hit.score, int(hit.article.source) in query.gold) for hit in retriever.search(query.text, k=K)]
        if hits:
            present.append(Best(*max(hits), query.tunes))
        others = [score for score, answers in hits if not answers]
        if others:
            removed.append(Best(max(others), False, query.tunes))
    return present, removed


def report(present: Sequence[Best], removed: Sequence[Best], curve: Curve) -> dict[str, Any]:
    """Return and print the reliability curve, its error, the separation, and the curve that fits the tuning half."""
    found: dict[str, Any] = {"fitted": asdict(fit([one for one in (*present, *removed) if one.tunes], curve))}
    for part in ("tune", "check"):
        chosen = [one for one in (*present, *removed) if one.tunes == (part == "tune")]
        bars = reliability([one.relevance for one in chosen], [one.answers for one in chosen])
        found[part] = {
            "reliability": [asdict(bar) for bar in bars],
            "error": calibration_error(bars),
            "auroc": auroc(
                [one.relevance for one in present if one.tunes == (part == "tune")],
                [one.relevance for one in removed if one.tunes == (part == "tune")],
            ),
        }
        print(f"  {part}: AUROC {found[part]['auroc']:.3f}, calibration error {found[part]['error']:.3f}")
        print("   " + "  ".join(f"{bar.predicted:.2f}→{bar.observed:.2f} ({bar.count})" for bar in bars))
    print(f"  fits the tuning half: {found['fitted']}")
    return found


def fit(seen: Sequence[Best], curve: Curve) -> Curve:
    """Return the logistic curve that fits best, by Newton's method; `curve` is the one that made the relevances."""
    scores = np.array([_score(one.relevance, curve) for one in seen])
    answers = np.array([float(one.answers) for one in seen])
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    weights = np.array([curve.slope, -curve.slope * curve.middle])
    for _ in range(STEPS):
        predicted = 1 / (1 + np.exp(-np.clip(design @ weights, -50, 50)))
        gradient = design.T @ (predicted - answers) + BLUR * weights
        curvature = (design * (predicted * (1 - predicted))[:, None]).T @ design + BLUR * np.eye(2)
        weights = weights - np.linalg.solve(curvature, gradient)
    return Curve(middle=float(-weights[1] / weights[0]), slope=float(weights[0]))


def _score(relevance: float, curve: Curve) -> float:
    bounded = min(max(relevance, 1e-9), 1 - 1e-9)
    return curve.middle + math.log(bounded / (1 - bounded)) / curve.slope


def refusal(retriever: HybridRetriever, rows: Sequence[tuple[str, bool]]) -> dict[str, float]:
    """Return and print how well the best relevance tells questions that can be answered from those that cannot."""
    best = [(max((hit.score for hit in retriever.search(text, k=K)), default=0.0), can) for text, can in rows]
    answerable = [score for score, can in best if can]
    unanswerable = [score for score, can in best if not can]
    found = {
        "auroc": auroc(answerable, unanswerable),
        "median answerable": float(np.median(answerable)),
        "median unanswerable": float(np.median(unanswerable)),
    }
    print(f"refusal ({len(answerable)} answerable, {len(unanswerable)} not): " + str(found))
    return found


def read_pools(path: Path, most: int) -> tuple[list[str], list[tuple[str, bool]]]:
    """Return passages and questions (text, answerable) of a NoMIRACL-like file.

    Up to `most` questions, half of either sort. The file has `rows` with
    `question`, `answerable`, `docids`, and `passages` by id. Raises DatasetError.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        half = (most + 1) // 2
        answerable = [row for row in data["rows"] if row["answerable"]][:half]
        chosen = answerable + [row for row in data["rows"] if not row["answerable"]][: most - len(answerable)]
        ids = dict.fromkeys(key for row in chosen for key in row["docids"])
        return [data["passages"][key] for key in ids], [(row["question"], bool(row["answerable"])) for row in chosen]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path}: {error}") from error
