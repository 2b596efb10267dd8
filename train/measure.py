"""What the model does on data that did not train it: areas under the curve, and what is caught at so many doubted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from train.batches import CutGroup, Kept, batches
from train.fit import forward
from train.groups import Reading, Verdict
from train.network import Reader


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading with the model's probabilities: of `support` for sentences, of an answer for passages."""

    reading: Reading
    probability: float
    verdict: tuple[float, float, float]
    span_right: bool | None


def judge(model: Reader, kept: Kept, groups: Sequence[CutGroup]) -> list[Judged]:
    """Return every reading judged."""
    model.eval()
    found: list[Judged] = []
    with torch.no_grad():
        for batch in batches(groups, None):
            verdicts, answers, spans = forward(model, kept, batch)
            shares = torch.softmax(verdicts, -1).tolist()
            there = torch.sigmoid(answers).tolist()
            best = spans.argmax(2).tolist()
            for row, cuts in enumerate(batch.readings):
                for place, cut in enumerate(cuts):
                    asked = cut.reading.answer is not None
                    share = shares[row][place]
                    right = None if cut.span is None else tuple(best[row][place]) == cut.span
                    found.append(Judged(cut.reading, there[row][place] if asked else share[0], tuple(share), right))
    return found


def area(true: Sequence[float], false: Sequence[float]) -> float:
    """Return the area under the curve: how often a true one scores above a false one."""
    if not true or not false:
        return float("nan")
    order = np.argsort(np.argsort(np.concatenate([true, false]), kind="stable"), kind="stable")
    ranks = order[: len(true)].sum()
    return float((ranks - len(true) * (len(true) - 1) / 2) / (len(true) * len(false)))


def table(title: str, judged: Sequence[Judged], doubted: float = 0.08) -> str:
    """Return for each pair of languages the area under the curve, and what is ticked where so many true are doubted."""
    lines = [f"{title}"]
    claims = [one for one in judged if one.reading.verdict is not None]
    for pair in sorted({one.reading.pair for one in claims}):
        mine = [one for one in claims if one.reading.pair == pair]
        true = [one.probability for one in mine if one.reading.verdict == Verdict.SUPPORTED]
        false = [one for one in mine if one.reading.verdict != Verdict.SUPPORTED]
        if not true or not false:
            continue
        bound = float(np.quantile(true, doubted))
        kinds: dict[str, list[float]] = defaultdict(list)
        for one in false:
            kinds[one.reading.kind].append(one.probability)
        scores = [one.probability for one in false]
        lines.append(
            f"  {pair:12} true {len(true)}, doubted at .5 {np.mean(np.array(true) < 0.5):.1%}; false {len(false)}, "
            f"ticked at .5 {np.mean(np.array(scores) >= 0.5):.1%}; area {area(true, scores):.3f}; "
            f"ticked where {doubted:.0%} are doubted {np.mean(np.array(scores) >= bound):.1%}"
        )
        lines.append(
            "     ticked then: "
            + ", ".join(f"{kind} {np.mean(np.array(v) >= bound):.0%}/{len(v)}" for kind, v in sorted(kinds.items()))
        )
    asked = [one for one in judged if one.reading.answer is not None]
    for pair in sorted({one.reading.pair for one in asked}):
        mine = [one for one in asked if one.reading.pair == pair]
        true = [one.probability for one in mine if one.reading.answer != (0, 0)]
        scores = [one.probability for one in mine if one.reading.answer == (0, 0)]
        spans = [one.span_right for one in mine if one.span_right is not None]
        lines.append(
            f"  {pair:12} answers: area {area(true, scores):.3f} ({len(true)}, {len(scores)}); "
            f"span exact {np.mean(spans):.1%}"
        )
    return "\n".join(lines)
