"""Makes any number of distinct articles from a folder of real ones. Deterministic.

Sentences of all articles are drawn anew, and their numbers, names, days and months exchanged, so that lengths,
vocabulary and the density of sentences stay those of news.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import RawDocument
from ingest.language.sentences import split_sentences
from ingest.parsing.parse import parse

_SHORTEST = 40  # characters; what is shorter is mostly a heading
_FEWEST = 4  # sentences of an article
_PARAGRAPH = 3  # sentences of a paragraph at most
_NUMBER = re.compile(r"\d+")
_DIGITS = "0123456789"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
# What is exchanged for another of its kind.
_KINDS = (
    ("دمشق", "حلب", "إدلب", "حمص", "حماة", "درعا", "الرقة", "اللاذقية", "طرطوس", "السويداء", "بيروت", "بغداد"),
    ("واشنطن", "موسكو", "أنقرة", "طهران", "باريس", "لندن", "برلين", "الرياض", "القاهرة", "تونس", "الرباط", "الجزائر"),
    ("روسيا", "تركيا", "إيران", "فرنسا", "ألمانيا", "بريطانيا", "العراق", "لبنان", "الأردن", "مصر", "الصين", "إيطاليا"),
    ("السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"),
    ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ("Damascus", "Aleppo", "Idlib", "Homs", "Raqqa", "Beirut", "Baghdad", "Amman", "Cairo", "Tunis"),
    ("Washington", "Moscow", "Ankara", "Tehran", "Paris", "London", "Berlin", "Riyadh"),
    ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
)  # fmt: skip
_NAME = {kind: re.compile(rf"(?:{'|'.join(map(re.escape, kind))})(?!\w)") for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Pool:
    """What articles are made of: headlines, sentences, and how many of them each real article has."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    lengths: tuple[int, ...]


def read_pool(folder: Path) -> Pool:
    """Return what the .txt articles of a folder hold, without their pages' furniture.

    Raises ValueError where that is too little to make articles of.
    """
    titles: list[str] = []
    sentences: dict[str, None] = {}
    lengths: list[int] = []
    for path in sorted(folder.glob("*.txt")):
        for article in parse(RawDocument(path.name, path.name, path.read_bytes(), path.name)):
            spans = split_sentences(article.text)
            found = [" ".join(article.text[span.start : span.end].split()) for span in spans]
            sentences |= dict.fromkeys(text for text in found if len(text) >= _SHORTEST)
            lengths.append(len(found))
            titles.append(article.title)
    if len(sentences) < _FEWEST:
        raise ValueError(f"{folder}: no .txt articles to make others from")
    return Pool(tuple(titles), tuple(sentences), tuple(lengths))


def make_article(pool: Pool, number: int, seed: int) -> str:
    """Return article `number`: a headline, an empty line, paragraphs. The same for the same arguments."""
    chance = random.Random(f"{seed}/{number}")
    count = min(len(pool.sentences), max(_FEWEST, round(chance.choice(pool.lengths) * chance.uniform(0.8, 1.2))))
    drawn = [_changed(sentence, chance) for sentence in chance.sample(pool.sentences, count)]
    paragraphs: list[str] = []
    while drawn:
        size = chance.randint(1, _PARAGRAPH)
        paragraphs.append(" ".join(drawn[:size]))
        drawn = drawn[size:]
    title = f"{_changed(chance.choice(pool.titles), chance)} ({number + 1})"
    return "\n\n".join([title, *paragraphs]) + "\n"


def write_articles(pool: Pool, folder: Path, count: int, seed: int) -> None:
    """Write articles 0 … count-1 as .txt files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        _path(folder, number).write_text(make_article(pool, number, seed), encoding="utf-8")


def change_articles(pool: Pool, folder: Path, count: int, share: float, seed: int) -> int:
    """Put a new paragraph second in `share` of the articles, one at the least; return in how many."""
    chance = random.Random(f"{seed}/changes")
    chosen = chance.sample(range(count), max(1, round(count * share)))
    for number in chosen:
        title, first, *others = _path(folder, number).read_text("utf-8").split("\n\n")
        added = _changed(chance.choice(pool.sentences), chance)
        _path(folder, number).write_text("\n\n".join([title, first, added, *others]), encoding="utf-8")
    return len(chosen)


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.txt"


def _changed(text: str, chance: random.Random) -> str:
    """Return `text` with every number and name exchanged for another one of its kind and length."""
    text = _NUMBER.sub(lambda match: _other_number(match.group(), chance), text)
    for kind, pattern in _NAME.items():
        text = pattern.sub(lambda _, kind=kind: chance.choice(kind), text)  # type: ignore[misc]
    return text


def _other_number(digits: str, chance: random.Random) -> str:
    script = _ARABIC_DIGITS if digits[0] in _ARABIC_DIGITS else _DIGITS
    return chance.choice(script[1:]) + "".join(chance.choice(script) for _ in digits[1:])
