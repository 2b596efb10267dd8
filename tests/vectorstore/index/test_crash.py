"""kill -9 at random moments of a first ingest and of a re-ingest: nothing acknowledged is lost, nothing is doubled.

SANAD_KILL_ROUNDS sets how often (5 unless told).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import ROOT
from tests.vectorstore.desk import Desk
from tests.vectorstore.index.crash_child import ARTICLES, paragraphs

ROUNDS = int(os.environ.get("SANAD_KILL_ROUNDS", "5"))
REPOSITORY = ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 * ROUNDS)]


def run_child(home: Path, edition: int, kill_after: float | None) -> tuple[set[int], int, float]:
    """Run one ingest, killed after that many seconds; returns what it acknowledged as stored, the last one it
    acknowledged as published, and how long it ran."""
    command = [sys.executable, "-m", "tests.vectorstore.index.crash_child", str(home), str(edition)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        started = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            child.send_signal(signal.SIGKILL)
        lines = [line.split() for line in child.stdout.read().splitlines()]
        child.wait()
    stored = {int(line[1]) for line in lines if line[0] == "stored"}
    published = max((int(line[1]) for line in lines if line[0] == "published"), default=-1)
    return stored, published, time.monotonic() - started


def check(home: Path, edition: int, stored: set[int], published: int, before: set[int]) -> None:
    with Desk(home) as desk:
        at_once = {int(summary.source[1:-4]) for summary in desk.library.articles()}
        assert at_once >= before | set(range(published + 1))
        desk.synchroniser.reconcile()
        assert desk.problems() == []
        summaries = {int(summary.source[1:-4]): summary for summary in desk.library.articles()}
        assert set(summaries) >= stored | before
        for number, summary in summaries.items():
            lines = [passage.text for passage in desk.library.article_passages(summary.article_id)]
            old, new = paragraphs(number, edition - 1), paragraphs(number, edition)
            assert lines == new if number in stored else lines in (old, new)
            kept = desk.library.versions(summary.article_id)
            assert [version.summary.version for version in kept] == list(range(1, len(kept) + 1))
        assert desk.lexical("line", "en") == {
            line
            for number, summary in summaries.items()
            for line in [passage.text for passage in desk.library.article_passages(summary.article_id)]
        }


def test_kill_9_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    _, _, full = run_child(tmp_path / "whole", 1, None)
    seed = os.environ.get("SANAD_KILL_SEED", str(time.time_ns()))
    sys.stdout.write(f"SANAD_KILL_SEED={seed}\n")  # shown with a failure
    chance = random.Random(seed)
    for turn in range(ROUNDS):
        home = tmp_path / f"home{turn}"
        stored, published, _ = run_child(home, 1, chance.uniform(0, full))
        check(home, 1, stored, published, set())

        stored, published, _ = run_child(home, 1, None)
        assert stored == set(range(ARTICLES))
        stored, published, _ = run_child(home, 2, chance.uniform(0, full))
        check(home, 2, stored, published, set(range(ARTICLES)))
