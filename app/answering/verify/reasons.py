"""Why a sentence was not believed, as a code with parameters. Checks nothing and words nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a stable `code` and the words of the sentence it is about."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
