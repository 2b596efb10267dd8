"""Groups from pairs of Arabic headlines that agree or not (ANS, Khouja 2020)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from train.groups import Group, Reading, Verdict

STANCES = {"agree": Verdict.SUPPORTED, "disagree": Verdict.FALSE, "other": Verdict.ABSENT}


def headlines(path: Path) -> Iterator[Group]:
    """Yield a group for each first headline of a CSV file with `s1`, `s2`, `stance`."""
    pairs: dict[str, list[Reading]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            verdict = STANCES[row["stance"]]
            pairs[row["s1"]].append(Reading(row["s2"], f"headline, {row['stance']}", "ar over ar", verdict))
    for first, readings in pairs.items():
        yield Group(first, tuple(readings))
