"""How well checking tells true sentences from changed ones, per language pair.

Run as `python -m bench verification`; the data and what its halves are for: tests/data/verification/.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.answering.verify.verdict import Evidence, Verdict, check
from app.reading.alignment import Aligner
from bench.metrics import bootstrap
from bench.verification_mutations import changed_dates, changed_numbers, invented_year
from ingest.language import Language
from ingest.language.text import detect_language
from vectorstore.embedding.embedders import LocalEmbeddings

DATA = Path("tests/data/verification")
SEEDS = Path("seeds")
AROUND = 400  # characters of the article on either side of a source: about the passage that an answer is given
HALVES = ("tune", "check", "themes_tune", "themes_check", "other_topics", "english")
KINDS = ("true", "number", "date", "year added", "name", "polarity", "passage")


Changes = dict[str, list[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with what it cites: `kind` is `true` or what was changed in it, `pair` like `en>ar`."""

    item: str
    kind: str
    pair: str
    text: str
    language: Language
    source: str
    source_language: Language
    published: date | None
    context: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options to `parser`."""
    parser.add_argument(
        "--data", type=Path, default=DATA, help="folder with seeds.json, themes.json, english.json, other_topics.json"
    )
    parser.add_argument("--half", choices=HALVES, default="check")
    parser.add_argument("--pairs", type=Path, help="JSONL with sentence, source, gold (supported or not), kind")
    parser.add_argument("--every", type=int, default=1, help="only every n-th pair (default: all)")
    parser.add_argument("--no-alignment", action="store_true", help="check by words and figures only")
    parser.add_argument("--show", action="store_true", help="print the misses and false alarms")
    parser.add_argument("--json", type=Path, help="also write the table here")


def load(folder: Path, half: str) -> list[Case]:
    """Return the true sentences of a half of the seeds' data, or of another file of the folder."""
    if half in {"tune", "check"}:
        data = json.loads((folder / "seeds.json").read_text(encoding="utf-8"))
        published = data["published"]
        return [
            replace(
                _case(item, _pair(item["language"], "ar", item["kind"]), "ar", published.get(item["file"])),
                context=surroundings((SEEDS / item["file"]).read_text(encoding="utf-8"), item["source"]),
            )
            for item in data["items"]
            if item["half"] == half
        ]
    name, _, part = half.partition("_") if half.startswith("themes") else (half, "", "")
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return [
        _case(
            item, _pair(item["language"], item["source_language"], item.get("kind", "")), item["source_language"], None
        )
        for item in data["items"]
        if item.get("half", "") == part
    ]


def surroundings(article: str, source: str) -> str:
    """Return the title of an article and what stands around `source` in it."""
    at = article.index(source)
    return f"{article.strip().splitlines()[0]}\n{article[max(0, at - AROUND) : at + len(source) + AROUND]}"


def _pair(language: str, source: str, kind: str) -> str:
    return f"{language}>{source}" + (f" {kind}" if kind in {"verbatim", "paraphrase"} else "")


def _case(item: dict[str, str], pair: str, source_language: str, published: str | None) -> Case:
    return Case(
        item=item["id"],
        kind="true",
        pair=pair,
        text=item["text"],
        language="ar" if item["language"] == "ar" else "en",
        source=item["source"],
        source_language="ar" if source_language == "ar" else "en",
        published=date.fromisoformat(published) if published else None,
        context="",
    )


def hand_made(folder: Path, half: str) -> Changes:
    """Return by item the hand-made changes: its kind (`name` or `polarity`), the words and what replaces them."""
    name = "seeds" if half in {"tune", "check"} else half.partition("_")[0] if half.startswith("themes") else half
    items = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["items"]
    changes: Changes = {}
    for item in items:
        changes[item["id"]] = []
        for kind in ("name", "polarity"):
            pairs = item.get(kind) or []
            for words, other in pairs if pairs and isinstance(pairs[0], list) else [pairs] if pairs else []:
                changes[item["id"]].append((kind, words, other))
    return changes


def mutations(cases: Sequence[Case], changes: Changes, seed: int = 7) -> list[Case]:
    """Return every change of every true sentence, in a fixed order."""
    chance, found = random.Random(seed), []
    sources = list(dict.fromkeys((case.source, case.source_language, case.published, case.context) for case in cases))
    for case in cases:
        found += [replace(case, kind="number", text=text) for text in changed_numbers(case.text, case.source)]
        found += [replace(case, kind="date", text=text) for text in changed_dates(case.text)]
        found.append(replace(case, kind="year added", text=invented_year(case.text, case.language, case.source)))
        for kind, words, other in changes[case.item]:
            found.append(replace(case, kind=kind, text=case.text.replace(words, other, 1)))
        different = [source for source in sources if overlap(source[0], case.source) < 0.5]
        at = sources.index((case.source, case.source_language, case.published, case.context))
        following = next((source for source in sources[at + 1 :] + sources[:at] if source in different), None)
        for source in (following, chance.choice(different)):
            if source:
                text, language, published, context = source
                found.append(
                    replace(
                        case,
                        kind="passage",
                        source=text,
                        source_language=language,
                        published=published,
                        context=context,
                    )
                )
    return found


def overlap(left: str, right: str) -> float:
    """Return the share of words that the shorter text has in common with the other."""
    mine, its = set(left.split()), set(right.split())
    return len(mine & its) / max(1, min(len(mine), len(its)))


def run(arguments: argparse.Namespace) -> int:
    """Print the table of one half; return 0."""
    if arguments.pairs:
        return _pairs(arguments)
    true = load(arguments.data, arguments.half)
    cases = [*true, *mutations(true, hand_made(arguments.data, arguments.half))]
    verdicts, milliseconds = judge(cases, aligned=not arguments.no_alignment)
    _print(cases, verdicts, milliseconds)
    if arguments.show:
        _show(cases, verdicts)
    if arguments.json:
        arguments.json.write_text(json.dumps(table(cases, verdicts), ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def judge(cases: Sequence[Case], *, aligned: bool) -> tuple[list[Verdict], list[float]]:
    """Return the verdict on each case and the milliseconds it took, alignment included."""
    aligner = Aligner(LocalEmbeddings()) if aligned else None
    verdicts, milliseconds = [], []
    for case in cases:
        start = time.perf_counter()
        alignment = aligner.align(case.text, [case.source]) if aligner else None
        evidence = [Evidence(case.source, case.source_language, case.published, case.context)]
        verdicts.append(check(case.text, evidence, alignment))
        milliseconds.append(1000 * (time.perf_counter() - start))
    return verdicts, milliseconds


def read_pairs(path: Path) -> list[Case]:
    """Return the cases of a JSONL file: `sentence`, `source`, `gold` (supported or not), and `kind` where it says."""
    cases = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        language, other = detect_language(row["sentence"]), detect_language(row["source"])
        kind = "true" if row["gold"] == "supported" else str(row.get("kind", "false"))
        name = str(row.get("id", number))
        cases.append(Case(name, kind, f"{language}>{other}", row["sentence"], language, row["source"], other, None, ""))
    return cases


def _pairs(arguments: argparse.Namespace) -> int:
    cases = read_pairs(arguments.pairs)[:: arguments.every]
    verdicts, milliseconds = judge(cases, aligned=not arguments.no_alignment)
    rows: dict[tuple[str, str], list[Verdict]] = {}
    for case, verdict in zip(cases, verdicts, strict=True):
        rows.setdefault((case.pair, case.kind), []).append(verdict)
    columns = ("sentence > source", "kind", "not ticked", "95 %", "unsupported", "unchecked", "all", "reasons")
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for (pair, kind), found in sorted(rows.items()):
        flagged = bootstrap([float(verdict.support != "supported") for verdict in found])
        counts = Counter(verdict.support for verdict in found)
        codes = Counter(code for verdict in found for code in {reason.code for reason in verdict.reasons})
        reasons = ", ".join(f"{code} {100 * count / len(found):.1f}" for code, count in codes.most_common(5))
        print(
            f"| {pair} | {kind} | {100 * flagged.mean:.1f} % | {100 * flagged.low:.1f} to {100 * flagged.high:.1f} "
            f"| {counts['unsupported']} | {counts['unchecked']} | {len(found)} | {reasons} |"
        )
    print(f"\n{statistics.median(milliseconds):.1f} ms a sentence (median)")
    if arguments.show:
        _show(cases, verdicts)
    return 0


def table(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> dict[str, dict[str, list[float]]]:
    """Return by pair and kind [flagged, of which unsupported, all], counts; `auroc` per pair as [value]."""
    result: dict[str, dict[str, list[float]]] = {}
    for pair in [*sorted({case.pair for case in cases}), "all"]:
        rows = [(case, verdict) for case, verdict in zip(cases, verdicts, strict=True) if pair in {case.pair, "all"}]
        result[pair] = {
            kind: [
                sum(v.support != "supported" for c, v in rows if c.kind == kind),
                sum(v.support == "unsupported" for c, v in rows if c.kind == kind),
                sum(c.kind == kind for c, _ in rows),
            ]
            for kind in KINDS
        }
        good = [v.score for c, v in rows if c.kind == "true"]
        bad = [v.score for c, v in rows if c.kind != "true"]
        result[pair]["auroc"] = [auroc(good, bad)]
    return result


def auroc(good: Sequence[float], bad: Sequence[float]) -> float:
    """Return the chance that a true sentence scores above a changed one, ties counting half."""
    pairs = sum((mine > other) + 0.5 * (mine == other) for mine in good for other in bad)
    return pairs / max(1, len(good) * len(bad))


def _print(cases: Sequence[Case], verdicts: Sequence[Verdict], milliseconds: Sequence[float]) -> None:
    print(f"| sentence > source | {' | '.join(KINDS)} | AUROC |")
    print("|---|" + "---|" * (len(KINDS) + 1))
    for pair, row in table(cases, verdicts).items():
        cells = [f"{100 * row[k][0] / row[k][2]:.1f} % ({row[k][0]}/{row[k][2]})" if row[k][2] else "–" for k in KINDS]
        print(f"| {pair} | {' | '.join(cells)} | {row['auroc'][0]:.3f} |")
    print("\n`true`: false alarms (partial or unsupported); the others: changes caught.")
    print(f"{statistics.median(milliseconds):.1f} ms a sentence (median), {max(milliseconds):.0f} ms the slowest.")


def _show(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> None:
    for case, verdict in zip(cases, verdicts, strict=True):
        if (verdict.support == "supported") == (case.kind != "true"):
            reasons = "; ".join(f"{reason.code} {dict(reason.params)}" for reason in verdict.reasons)
            print(
                f"\n[{case.kind}] {case.pair} {case.item}: {case.text}\n   <- {case.source}\n"
                f"   {verdict.support} {reasons}"
            )
