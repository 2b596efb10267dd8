"""Replies and scores as a table with counts and bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bench.metrics import Floats, Interval, bootstrap
from bench.replies import Reply, Score
from bench.trials import Trial

How = Literal["share", "mean", "median", "p90", "f1"]


@dataclass(frozen=True, slots=True)
class Result:
    """What one system said to one trial."""

    system: str
    trial: Trial
    reply: Reply
    score: Score


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table: `pick` gives a result's value, None where the measure does not ask for it."""

    name: str
    how: How
    pick: Callable[[Result], float | bool | None]


def _refused(result: Result) -> float:
    """Return both facts of the F1 of refusing in one number: 2 for refused, 1 for nothing to answer with."""
    return 2 * result.score.refused + (not result.score.answerable)


def refusal_f1(codes: Floats) -> float:
    """Return F1 of refusals from `_refused`'s numbers; right is a refusal where nothing answers."""
    right = float((codes == 3).sum())
    refusals, wanted = float((codes >= 2).sum()), float((codes % 2 == 1).sum())
    return 2 * right / (refusals + wanted) if refusals + wanted else 0.0


MEASURES = (
    Measure("right answer", "share", lambda one: one.score.right),
    Measure("every citation in a right document", "share", lambda one: one.score.documents_right),
    Measure("a cited quote has the answer", "share", lambda one: one.score.quote_right),
    Measure("right document among the sources", "share", lambda one: one.score.found),
    Measure("replies whose quotes are all verbatim", "share", lambda one: one.score.verbatim),
    Measure("exact match, official", "mean", lambda one: one.score.exact_official),
    Measure("F1, official", "mean", lambda one: one.score.f1_official),
    Measure("exact match, normalised", "mean", lambda one: one.score.exact_clean),
    Measure("F1, normalised", "mean", lambda one: one.score.f1_clean),
    Measure("refused where nothing answers (recall)", "share",
            lambda one: None if one.score.answerable else one.score.refused),
    Measure("refusals that were right (precision)", "share",
            lambda one: not one.score.answerable if one.score.refused else None),
    Measure("F1 of refusing", "f1", _refused),
    Measure("answered where nothing answers (hallucination rate)", "share",
            lambda one: None if one.score.answerable else not one.score.refused),
    Measure("refused what can be answered (error rate)", "share",
            lambda one: one.score.refused if one.score.answerable else None),
    Measure("failed", "share", lambda one: one.reply.problem is not None),
    Measure("seconds to sources, median", "median", lambda one: one.reply.seconds_sources),
    Measure("seconds to first word, median", "median", lambda one: one.reply.seconds_first),
    Measure("seconds to the end, median", "median", lambda one: one.reply.seconds_done or None),
    Measure("seconds to sources, p90", "p90", lambda one: one.reply.seconds_sources),
    Measure("seconds to first word, p90", "p90", lambda one: one.reply.seconds_first),
    Measure("seconds to the end, p90", "p90", lambda one: one.reply.seconds_done or None),
    Measure("prompt tokens", "mean", lambda one: one.reply.input_tokens or None),
    Measure("answer tokens", "mean", lambda one: one.reply.output_tokens or None),
)  # fmt: skip

_STATISTICS: dict[How, Callable[[Floats], float] | None] = {
    "share": None,
    "mean": None,
    "median": lambda values: float(np.median(values)),
    "p90": lambda values: float(np.percentile(values, 90)),
    "f1": refusal_f1,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of one system: the value's interval over `count` results; `hits` of them for a share."""

    how: How
    interval: Interval
    hits: int
    count: int

    def shown(self) -> str:
        """Return the cell as text; shares as counts first."""
        low, high = self.interval.low, self.interval.high
        if self.how == "share":
            return f"{self.hits}/{self.count} ({100 * self.interval.mean:.0f} %; {100 * low:.0f}–{100 * high:.0f})"
        return f"{self.interval.mean:.3g} ({low:.3g}–{high:.3g})"

    def as_json(self) -> dict[str, Any]:
        """Return the cell as plain data."""
        values = {"value": self.interval.mean, "low": self.interval.low, "high": self.interval.high}
        return {**values, "hits": self.hits if self.how == "share" else None, "count": self.count}


Table = dict[str, dict[str, Cell]]


def table(results: Sequence[Result]) -> Table:
    """Return cells by measure and system; measures that no result has a value for are left out."""
    systems = list(dict.fromkeys(result.system for result in results))
    cells: Table = {}
    for measure in MEASURES:
        for system in systems:
            picked = [measure.pick(one) for one in results if one.system == system]
            values = [float(value) for value in picked if value is not None]
            if measure.how == "f1" and not any(value % 2 for value in values):
                continue  # nothing was to be refused
            if values:
                hits = round(sum(values)) if measure.how == "share" else 0
                interval = bootstrap(values, _STATISTICS[measure.how])
                cells.setdefault(measure.name, {})[system] = Cell(measure.how, interval, hits, len(values))
    return cells


def grouped(results: Sequence[Result]) -> dict[str, Table]:
    """Return the table of all results and, where there are several groups, one of each."""
    groups = list(dict.fromkeys(result.trial.group for result in results))
    tables = {"all": table(results)}
    if len(groups) > 1:
        tables |= {group: table([one for one in results if one.trial.group == group]) for group in groups}
    return tables


def render(cells: Table, heading: str) -> str:
    """Return a table as Markdown."""
    systems = list(dict.fromkeys(system for row in cells.values() for system in row))
    lines = [f"| {heading} | {' | '.join(systems)} |", "|---" * (len(systems) + 1) + "|"]
    for name, row in cells.items():
        shown = (row[system].shown() if system in row else "–" for system in systems)
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines)
