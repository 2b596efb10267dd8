"""The verification data is what its notes say, and the bars of its check half hold."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.verification import DATA, SEEDS, hand_made, judge, load, mutations, table


def test_sources_are_verbatim_slices_of_the_seeds_and_changes_apply() -> None:
    data = json.loads((DATA / "seeds.json").read_text(encoding="utf-8"))
    kinds = Counter(item["kind"] for item in data["items"])
    assert min(kinds.values()) >= 60
    assert set(kinds) == {"verbatim", "paraphrase", "translation"}
    for item in data["items"]:
        assert item["source"] in (SEEDS / item["file"]).read_text(encoding="utf-8"), item["id"]
        for kind in ("name", "polarity"):
            if kind in item:
                assert item[kind][0] in item["text"], item["id"]
    assert len({item["id"] for item in data["items"]}) == len(data["items"])


def test_halves_share_no_article() -> None:
    items = json.loads((DATA / "seeds.json").read_text(encoding="utf-8"))["items"]
    halves = {half: {item["file"] for item in items if item["half"] == half} for half in ("tune", "check")}
    assert halves["tune"].isdisjoint(halves["check"])


@pytest.mark.slow
def test_most_changes_are_caught_and_true_sentences_pass() -> None:
    true = load(Path(DATA), "check")
    cases = [*true, *mutations(true, hand_made(Path(DATA), "check"))]
    verdicts, _ = judge(cases, aligned=True)
    row = table(cases, verdicts)["all"]
    caught = {kind: row[kind][0] / row[kind][2] for kind in row if kind != "auroc"}
    assert caught["true"] <= 0.05
    assert min(caught["number"], caught["date"], caught["year added"]) >= 0.95
    assert caught["passage"] >= 0.95
    assert min(caught["name"], caught["polarity"]) >= 0.6
    assert row["auroc"][0] >= 0.92
