"""Groups from the written items: claims over both versions of a story, and questions over its passages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from ingest.language import Language
from train.groups import Group, Reading, Verdict
from train.items import Item, Version

LANGUAGES: tuple[Language, ...] = ("ar", "en")
VERSIONS: tuple[Version, ...] = ("a", "b")
VERDICTS = {"supported": Verdict.SUPPORTED, "contradicted": Verdict.CONTRADICTED, "absent": Verdict.ABSENT}


def header(item: Item, language: Language, chance: random.Random, *, whole: bool = False) -> str:
    """Return title, outlet and date as the program sets them before a passage; now and then none."""
    parts = [item.title[language], item.outlet[language], item.published]
    return " | ".join(parts[: 3 if whole else chance.choice((0, 3, 3))])


def context_of(head: str, text: str) -> str:
    """Return what is read as the source: the heading on a line of its own before the text."""
    return f"{head}\n{text}" if head else text


def claims(item: Item, chance: random.Random, others: Sequence[Item], *, whole: bool = False) -> Iterator[Group]:
    """Yield a group for each version and language of the passage."""
    for version in VERSIONS:
        for language in LANGUAGES:
            sentences = item.version(version, language)
            readings = [
                Reading(claim.text[own], claim.kind, f"{own} over {language}", VERDICTS[claim.labels[version]])
                for claim in item.claims
                for own in LANGUAGES
            ]
            if not whole:
                readings += list(_sentences(item, version, language, chance))
                stranger = chance.choice(others)
                readings += [
                    Reading(claim.text[own], "stranger", f"{own} over {language}", Verdict.ABSENT)
                    for claim in chance.sample(stranger.claims, 1)
                    for own in LANGUAGES
                    if stranger is not item
                ]
            yield Group(context_of(header(item, language, chance, whole=whole), " ".join(sentences)), tuple(readings))


def _sentences(item: Item, version: Version, language: Language, chance: random.Random) -> Iterator[Reading]:
    """Yield the passage's own sentences in the other language, and those of the other version."""
    other: Version = "b" if version == "a" else "a"
    for own in LANGUAGES:
        here, there = item.version(version, own), item.version(other, own)
        number = chance.choice(sorted(item.changed) or [0])
        if own != language:
            yield Reading(here[chance.randrange(len(here))], "translation", f"{own} over {language}", Verdict.SUPPORTED)
        if here[number] != there[number]:
            yield Reading(there[number], "other version", f"{own} over {language}", Verdict.FALSE)


def questions(item: Item, chance: random.Random, *, whole: bool = False) -> Iterator[Group]:
    """Yield a group for each question and language, with the passages of both versions and languages."""
    for question in item.questions:
        for own in LANGUAGES:
            readings = []
            for version in VERSIONS:
                for language in LANGUAGES:
                    head = header(item, language, chance, whole=whole)
                    text = context_of(head, " ".join(item.version(version, language)))
                    answer = question.answers[version]
                    span = (0, 0)
                    if answer is not None:
                        start = text.find(answer[language], len(head))
                        if start < 0:
                            continue
                        span = (start, start + len(answer[language]))
                    readings.append(Reading(text, "question", f"{own} over {language}", answer=span))
            yield Group(question.text[own], tuple(readings))
