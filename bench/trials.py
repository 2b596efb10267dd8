"""What a benchmark of answers asks and what is known to be right. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a library that the benchmark makes: `name` is how trials refer to it."""

    name: str
    title: str
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library to ask: the `texts` as they are, or what ingestion reads in `folder`."""

    name: str
    texts: tuple[Text, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One question for the library `shelf`, and what is known of its answer.

    `group` is the row of the table it belongs to, such as `ar` or `ar-en` (question, articles). `answers` are strings
    of which a right answer has one; `quotes` those of which a right citation's quote has one; `documents` are the
    names of the right documents. Each is empty where it is not known. With `whole`, `answers` are all that a right
    answer would say, so that its words can be compared with theirs.
    """

    id: str
    group: str
    language: Language
    question: str
    answerable: bool
    shelf: str
    answers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class TrialSet:
    """All trials with their libraries. `kind` is the table's: `questions`, `squad` or `nomiracl`.

    `reference` are published replies that came with the data: trial id to whether that model refused.
    """

    kind: str
    trials: tuple[Trial, ...]
    shelves: tuple[Shelf, ...]
    reference: tuple[tuple[str, bool], ...] = ()
    reference_name: str = ""
