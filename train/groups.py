"""What the model trains on: a context, and texts that are read beside it, each with what is true of the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Verdict(IntEnum):
    """What a context says of a sentence. `FALSE`: contradicted or absent, it is not known which."""

    SUPPORTED = 0
    CONTRADICTED = 1
    ABSENT = 2
    FALSE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A text beside its context. For a sentence `verdict`; for a passage beside its question `answer`.

    `answer` is a range of the passage's characters; empty, (0, 0), where the passage does not answer. `kind` says how
    the reading was made and `pair` of which languages context and text are, for the tables.
    """

    text: str
    kind: str
    pair: str
    verdict: Verdict | None = None
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A context with everything that is read beside it: the context goes through the model once."""

    context: str
    readings: tuple[Reading, ...] = field(default=())
