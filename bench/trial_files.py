"""Reads trials from files: seed questions, SQuAD's format in one or two languages, NoMIRACL."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.datasets import Dataset, DatasetError, read_squad
from bench.trials import Shelf, Text, Trial, TrialSet
from ingest.language import Language
from ingest.language.harmless import safe_body, safe_title
from ingest.language.text import detect_language

LANGUAGES: tuple[Language, ...] = ("ar", "en")


def read_json(path: Path) -> Any:
    """Return a file's JSON. Raises DatasetError."""
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: {error}") from error


def read_questions(path: Path, articles: Path, sample: int | None, seed: int) -> TrialSet:
    """Return hand-made questions over a folder of articles, which are read as `sanad ingest` reads them."""
    rows = read_json(path)
    rows = rows["questions"] if isinstance(rows, dict) else rows
    try:
        trials = [_question(row) for row in rows]
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}: {error!r}") from error
    return TrialSet("questions", tuple(sampled(trials, sample, seed)), (Shelf("articles", folder=articles),))


def _question(row: dict[str, Any]) -> Trial:
    answers = _strings(row.get("answer_strings"))
    language: Language = "ar" if row["language"] == "ar" else "en"
    return Trial(
        id=str(row["id"]), group=language, language=language, question=row["question"],
        answerable=bool(row["answerable"]), shelf="articles", answers=answers,
        quotes=(*_strings(row.get("quote_contains")), *answers), documents=_strings(row.get("article")),
    )  # fmt: skip


def _strings(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else tuple(str(part) for part in value)  # type: ignore[attr-defined]


def sampled(trials: Sequence[Trial], sample: int | None, seed: int) -> list[Trial]:
    """Return `sample` of the trials, as many answerable ones in proportion, in their own order; None: all of them."""
    if sample is None or sample >= len(trials):
        return list(trials)
    chance = random.Random(seed)
    yes = [trial for trial in trials if trial.answerable]
    no = [trial for trial in trials if not trial.answerable]
    many = round(sample * len(yes) / len(trials))
    many = min(len(yes), max(many, sample - len(no), 1 if yes else 0))
    kept = {trial.id for trial in chance.sample(yes, many) + chance.sample(no, min(len(no), sample - many))}
    return [trial for trial in trials if trial.id in kept]


# --- SQuAD ---------------------------------------------------------------------------------------
def read_pairs(files: Sequence[Path], pairs: Sequence[str], sample: int | None, seed: int) -> TrialSet:
    """Return trials of one file, or of two parallel ones (the same ids in two languages).

    Each of `pairs` (`ar-en`: Arabic questions, English articles; none given: all there are) has the same questions.
    For half of them the paragraph that answers them is left out of the library, together with what else it answers.
    """
    by_language = {dataset.language: dataset for dataset in map(read_squad, files)}
    chosen = _pairs(pairs, by_language)
    first, *others = by_language.values()
    ids = [key for key, (_, _, golds) in first.questions.items() if golds and all(key in o.questions for o in others)]
    kept = set(random.Random(seed).sample(ids, min(sample or len(ids), len(ids))))
    removed = _half(first, kept, seed)
    parallel = [(by_language[asked], by_language[held]) for asked, held in chosen]
    trials = [trial for asked, held in parallel for trial in _squad_trials(asked, held, kept, removed)]
    shelves = tuple(_shelf(by_language[language], removed) for language in dict.fromkeys(held for _, held in chosen))
    return TrialSet("squad", tuple(trials), shelves)


def _pairs(pairs: Sequence[str], by_language: Mapping[Language, Dataset]) -> list[tuple[Language, Language]]:
    there = [language for language in LANGUAGES if language in by_language]
    found = [(asked, held) for asked in there for held in there if not pairs or f"{asked}-{held}" in pairs]
    if unknown := set(pairs) - {f"{asked}-{held}" for asked, held in found}:
        raise DatasetError(f"--language-pair {', '.join(sorted(unknown))}: the files are in {', '.join(there)}")
    return found


def _half(dataset: Dataset, kept: set[str], seed: int) -> set[str]:
    """Return the ids of all questions of some paragraphs, drawn so that about half of the kept ones are among them."""
    by_paragraph: dict[int, set[str]] = {}
    for key, (_, paragraph, _) in dataset.questions.items():
        by_paragraph.setdefault(paragraph, set()).add(key)
    shuffled = sorted(by_paragraph)
    random.Random(seed + 1).shuffle(shuffled)
    removed: set[str] = set()
    for paragraph in shuffled:
        here = len(kept & by_paragraph[paragraph])
        if here and len(kept & removed) + here / 2 <= len(kept) / 2:
            removed |= by_paragraph[paragraph]
    return removed


def _shelf(dataset: Dataset, removed: set[str]) -> Shelf:
    gone = {paragraph for key, (_, paragraph, _) in dataset.questions.items() if key in removed}
    texts = (
        Text(paragraph_name(dataset, number), "", safe_body(paragraph.text).strip(), dataset.language)
        for number, paragraph in enumerate(dataset.paragraphs)
        if number not in gone
    )
    return Shelf(dataset.language, tuple(texts))


def paragraph_name(dataset: Dataset, number: int) -> str:
    """Return how trials call a paragraph."""
    return f"{dataset.language}/{number:04d}"


def _squad_trials(asked: Dataset, held: Dataset, kept: set[str], removed: set[str]) -> list[Trial]:
    group = f"{asked.language}-{held.language}"
    return [
        Trial(
            id=f"{group}/{key}", group=group, language=asked.language, question=asked.questions[key][0],
            answerable=key not in removed, shelf=held.language,
            answers=tuple(dict.fromkeys((*asked.questions[key][2], *answers))), quotes=tuple(dict.fromkeys(answers)),
            documents=(paragraph_name(held, paragraph),), whole=True,
        )
        for key, (_, paragraph, answers) in held.questions.items()
        if key in kept
    ]  # fmt: skip


# --- NoMIRACL ------------------------------------------------------------------------------------
def read_nomiracl(path: Path, sample: int | None, seed: int) -> TrialSet:
    """Return trials of NoMIRACL's rows: a question's library are its own passages; half of a sample is answerable."""
    data = read_json(path)
    trials: list[Trial] = []
    shelves: list[Shelf] = []
    refusals: list[tuple[str, bool]] = []
    try:
        for row in data["rows"]:
            key = str(row["qid"])
            language = detect_language(row["question"])
            trials.append(Trial(key, language, language, row["question"], bool(row["answerable"]), key))
            shelves.append(Shelf(key, tuple(_passage(name, data["passages"][name]) for name in row["docids"])))
            if reply := row.get("gpt4"):
                refusals.append((key, not str(reply).lstrip().startswith(("Yes", "نعم"))))
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}: not NoMIRACL's rows and passages: {error!r}") from error
    if sample is not None:
        chance = random.Random(seed)
        halves = [[t for t in trials if t.answerable is wanted] for wanted in (True, False)]
        many = (sample - sample // 2, sample // 2)
        drawn = {t.id for half, n in zip(halves, many, strict=True) for t in chance.sample(half, min(n, len(half)))}
        trials = [trial for trial in trials if trial.id in drawn]
    names = {trial.id for trial in trials}
    kept = tuple(shelf for shelf in shelves if shelf.name in names)
    reference = tuple((key, refused) for key, refused in refusals if key in names)
    return TrialSet("nomiracl", tuple(trials), kept, reference, "GPT-4 (as published)" if reference else "")


def _passage(name: str, passage: str) -> Text:
    title, colon, body = passage.partition(": ")
    if not colon or len(title) > 150:
        title, body = "", passage
    text = safe_body(body).strip()
    return Text(name, safe_title(title), text, detect_language(text))


def read_dataset(files: Sequence[Path], pairs: Sequence[str], sample: int | None, seed: int) -> TrialSet:
    """Return the trials of dataset files, whose format is told from what they hold. Raises DatasetError."""
    if len(files) == 1 and "rows" in read_json(files[0]):
        return read_nomiracl(files[0], sample, seed)
    if not 1 <= len(files) <= len(LANGUAGES):
        raise DatasetError("--dataset takes one file, or two parallel ones")
    return read_pairs(files, pairs, sample, seed)
