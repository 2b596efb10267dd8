"""What a system said to a trial, and whether that was right."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.trials import Trial
from ingest.language.text import fold

LONGEST_ANSWER = 420  # characters: a right answer that hides in more than this does not count

_MARK = re.compile(r"\[\d{1,3}\]")
_GROUPED = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_NOT_WORDS = re.compile(r"[^\w\s.,:]|(?<!\d)[.,:]|[.,:](?!\d)|_")
_ENGLISH_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_SHORT_ARABIC = 4  # letters; so short a word also begins others (تسع, تسعى): it must end where they would go on
_ARABIC_PREFIX = r"(?<!\w)[وف]?(?:[بكل]?(?:ال)?|لل)"  # what is written together with the word behind it
_ARABIC = re.compile(r"[\u0620-\u064a]")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: the `document`'s name, the `quote` and whether that is the stored text, letter by letter."""

    document: str
    quote: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A system's reply. `unknown` counts cited numbers that stand for nothing; times are in seconds from the question.

    `seconds_first` is None where no word was shown; `problem` says why there is no reply. `details` are for reading.
    """

    text: str
    refused: bool
    citations: tuple[Cited, ...] = ()
    unknown: int = 0
    sources: tuple[str, ...] = ()
    seconds_sources: float | None = None
    seconds_first: float | None = None
    seconds_done: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    problem: str | None = None
    details: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What is right about a reply; None where the question does not ask for it."""

    answerable: bool
    refused: bool
    right: bool | None
    documents_right: bool | None
    quote_right: bool | None
    verbatim: bool | None
    found: bool | None
    exact_official: float | None
    f1_official: float | None
    exact_clean: float | None
    f1_clean: float | None


def score(trial: Trial, reply: Reply) -> Score:
    """Return the score of a reply. A refusal, and a failure, is a wrong answer to what can be answered."""
    asked = trial.answerable and bool(trial.answers)
    known = trial.answerable and bool(trial.documents)
    said = "" if reply.refused else without_marks(reply.text)
    cited = [] if reply.refused else reply.citations
    right_documents = bool(cited) and not reply.unknown and all(one.document in trial.documents for one in cited)
    measured = [best(said, trial.answers, form) for form in (official, clean)] if asked and trial.whole else []
    return Score(
        answerable=trial.answerable,
        refused=reply.refused,
        right=has_answer(reply.text, trial.answers) and not reply.refused if asked else None,
        documents_right=right_documents if known else None,
        quote_right=any(contains_any(one.quote, trial.quotes) for one in cited) if asked and trial.quotes else None,
        verbatim=not reply.unknown and all(one.verbatim for one in cited) if cited or reply.unknown else None,
        found=any(name in trial.documents for name in reply.sources) if known else None,
        exact_official=measured[0][0] if measured else None,
        f1_official=measured[0][1] if measured else None,
        exact_clean=measured[1][0] if measured else None,
        f1_clean=measured[1][1] if measured else None,
    )


def without_marks(text: str) -> str:
    """Return an answer without its `[n]`: they are not words of it, and a 3 in them is no answer."""
    return " ".join(_MARK.sub(" ", text).split())


def has_answer(text: str, answers: Iterable[str]) -> bool:
    """Return whether an answer is short enough and has one of the right strings."""
    return len(text) <= LONGEST_ANSWER and contains_any(without_marks(text), answers)


def plain(text: str) -> str:
    """Return `text` for comparing: spellings and digits of both scripts made one, no punctuation but within numbers."""
    return " ".join(_NOT_WORDS.sub(" ", _GROUPED.sub("", fold(text))).split())


def contains_any(text: str, answers: Iterable[str]) -> bool:
    """Return whether one of `answers` is in `text`, both made plain.

    A number must be the whole number; a word must begin where the answer does, but for what Arabic writes before it.
    """
    said = plain(text)
    return any(wanted and re.search(_bounded(wanted), said) for wanted in map(plain, answers))


def _bounded(wanted: str) -> str:
    after = r"(?!\d|[.,:]\d)" if wanted[-1].isdigit() else ""
    if wanted[0].isdigit():
        return r"(?<!\d)(?<!\d[.,:])" + re.escape(wanted) + after
    if wanted[0].isascii():
        return r"(?<![a-z0-9])" + re.escape(wanted) + after
    if len(wanted.split()[-1]) <= _SHORT_ARABIC:
        after = r"ا?(?!\w)"
    return _ARABIC_PREFIX + re.escape(wanted.removeprefix("ال") if len(wanted) > _SHORT_ARABIC else wanted) + after


def official(text: str) -> list[str]:
    """Return an answer's words as the scorers of SQuAD and MLQA compare them, with what is odd about them.

    Lower case, no punctuation, no articles: in Arabic every `ال` goes, also within words (Lewis et al. 2020).
    """
    lowered = "".join(letter for letter in text.lower() if not _is_punctuation(letter))
    return (lowered.replace("ال", "") if _ARABIC.search(lowered) else _ENGLISH_ARTICLES.sub(" ", lowered)).split()


def _is_punctuation(letter: str) -> bool:
    return letter in string.punctuation or unicodedata.category(letter).startswith("P")


def clean(text: str) -> list[str]:
    """Return an answer's words with spellings and digits made one; only an `ال` that begins a word goes."""
    words = _ENGLISH_ARTICLES.sub(" ", plain(text)).split()
    return [word[2:] if word.startswith("ال") and len(word) > 3 else word for word in words]


def best(text: str, golds: Sequence[str], form: Callable[[str], list[str]]) -> tuple[float, float]:
    """Return exact match and F1 of words, each with the right answer that fits best."""
    said = form(text)
    wanted = [form(gold) for gold in golds]
    return float(any(said == one for one in wanted)), max((f1(said, one) for one in wanted), default=0.0)


def f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Return the harmonic mean of precision and recall over words, as SQuAD counts them."""
    if not said or not wanted:
        return float(list(said) == list(wanted))
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted))
