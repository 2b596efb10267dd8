"""`python -m train`: make the pairs, train, measure, and write the weights."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from train.batches import CutGroup, Cutter, Kept
from train.corpora import headlines, parallel, questions, written
from train.fit import Plan, fit
from train.groups import Group
from train.items import read_items
from train.measure import judge, table
from train.network import Reader
from vectorstore.encoder import weights

DATA = Path(__file__).parent / "data"


def main() -> int:
    """Run the command; 0 when the plan has been carried out."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    parser.add_argument("--items", type=Path, default=DATA / "train.jsonl", help="written items (default: %(default)s)")
    parser.add_argument("--test", type=Path, default=DATA / "test.jsonl", help="written items that train nothing")
    parser.add_argument("--parallel", type=Path, help="JSONL of parallel news: document, en, ar")
    parser.add_argument("--headlines", type=Path, help="CSV of headline pairs: s1, s2, stance")
    parser.add_argument("--squad", type=Path, nargs=2, metavar=("AR", "EN"), help="SQuAD's format in both languages")
    parser.add_argument("--pools", type=Path, help="NoMIRACL's format")
    parser.add_argument(
        "--checkpoint", type=Path, required=True, help="kept here, and gone on from; outside the repository"
    )
    parser.add_argument("--states", type=Path, help="keep the frozen layers' states in this file between runs")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=int, default=200, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    read = weights.read(weights.bundled())
    cutter = Cutter(read)
    corpus = _Corpus(arguments)
    held = {name: [cutter.cut(group) for group in groups] for name, groups in corpus.held().items()}
    model = Reader(read)
    frozen = Reader(read).to(torch.bfloat16)

    def lower(embeddings: npt.NDArray[np.float32], mask: npt.NDArray[np.bool_]) -> torch.Tensor:
        with torch.no_grad():
            return frozen.lower(torch.from_numpy(embeddings), torch.from_numpy(mask))

    def epoch(chance: random.Random) -> Sequence[CutGroup]:
        return [cutter.cut(group) for group in corpus.epoch(chance)]

    kept = Kept(lower, cutter)
    if arguments.states:
        kept.load(arguments.states)
    kept.add(group for groups in held.values() for group in groups)
    if arguments.states:
        kept.add(epoch(random.Random(arguments.seed * 1000)))
        kept.save(arguments.states)

    def report(step: int) -> None:
        for name, groups in held.items():
            print(table(f"== {name}, step {step}", judge(model, kept, groups)), flush=True)

    plan = Plan(arguments.steps, arguments.rate, arguments.seed, arguments.checkpoint, arguments.keep)
    fit(model, kept, epoch, plan, report)
    return 0


class _Corpus:
    """What trains and what is held back, split by document, headline and article."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._items = list(read_items(arguments.items))
        self._test = list(read_items(arguments.test)) if arguments.test.exists() else []
        documents = parallel.read_documents(arguments.parallel) if arguments.parallel else {}
        names = sorted(documents)
        self._documents = [documents[name] for n, name in enumerate(names) if n % 6]
        self._held_documents = [documents[name] for n, name in enumerate(names) if n % 6 == 0]
        pairs = list(headlines.headlines(arguments.headlines)) if arguments.headlines else []
        self._headlines = [group for n, group in enumerate(pairs) if n % 8]
        self._held_headlines = [group for n, group in enumerate(pairs) if n % 8 == 0]
        self._squad = dict(zip(("ar", "en"), map(questions.read_squad, arguments.squad or ()), strict=False))
        self._pools = arguments.pools

    def epoch(self, chance: random.Random) -> list[Group]:
        """Return the groups of one epoch, changes by program made anew."""
        made: list[Group] = []
        for item in self._items:
            made += written.claims(item, chance, self._items)
            made += written.questions(item, chance)
        for document in self._documents:
            made += parallel.parallel(document, chance)
        made += self._headlines
        squad = [group for number, group in questions.squad(self._squad, chance) if number % 4] if self._squad else []
        made += chance.sample(squad, len(squad) // 3)
        if self._pools:
            made += questions.unanswerable(self._pools, chance)
        return made

    def held(self) -> dict[str, list[Group]]:
        """Return what is measured on."""
        chance = random.Random(1)
        squad = (
            [group for number, group in questions.squad(self._squad, chance) if number % 4 == 0] if self._squad else []
        )
        return {
            "written": [
                group for item in self._test[::3] for group in written.claims(item, chance, self._test, whole=True)
            ],
            "questions": [group for item in self._test[::6] for group in written.questions(item, chance, whole=True)],
            "parallel": [
                group for document in self._held_documents[::3] for group in parallel.parallel(document, chance)
            ],
            "headlines": self._held_headlines,
            "squad": squad[::12],
        }


if __name__ == "__main__":
    sys.exit(main())
