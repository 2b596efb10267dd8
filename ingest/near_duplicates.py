"""Recognises two articles as the same story, by MinHash over shingles of normalised words.

Signatures are plain numbers and bands plain strings, so that any store finds candidates by equal bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.article import digest
from ingest.language.text import query_terms, search_terms

if TYPE_CHECKING:
    from datasketch import MinHash

SHINGLE = 3  # words: with fewer, any two stories on one subject are alike; with more, each edited word loses a match
PERMUTATIONS = 128  # the estimate's standard error is at most .044
_ROWS = 3  # a band: two texts of similarity .3 share one with probability .68, of .4 .94, of .5 .997, of .04 .003
_SEED = 1  # part of every stored signature: changing it makes them incomparable
# From this similarity, two articles are one story. Of 100 copies of the seeds with a fifth of the sentences dropped
# and one word in twenty changed, half have .61 or more and five less than .38;
# the seeds, five reports of one affair, .04 at most.
SAME_STORY = 0.3
# Of the words of the shorter text, function words apart. The seeds, five reports of one affair, share .2 and more; a
# notice in an article's place, and a story in the other language, less than .1.
_SHARED_WORDS = 0.12
_LONGEST = 200_000  # characters looked at: two stories that agree so far are one


def signature(text: str) -> tuple[int, ...]:
    """Return the MinHash of the shingles of `text`: `PERMUTATIONS` whole numbers; empty where it has no word."""
    terms = search_terms(text[:_LONGEST])
    if not terms:
        return ()
    shingles = {" ".join(terms[index : index + SHINGLE]) for index in range(max(1, len(terms) - SHINGLE + 1))}
    sketch = _blank().copy()
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return tuple(int(value) for value in sketch.hashvalues)


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share of shingles that two texts have in common, in [0, 1], from their signatures.

    0 where either is empty. Raises ValueError where their lengths differ: made by different versions.
    """
    if not one or not other:
        return 0.0
    return sum(left == right for left, right in zip(one, other, strict=True)) / len(one)


def bands(signed: Sequence[int]) -> list[str]:
    """Return the keys under which a signature is stored: near-duplicates share at least one, with high probability."""
    starts = range(0, len(signed), _ROWS)
    return [digest("band", str(start), *map(str, signed[start : start + _ROWS]))[:16] for start in starts]


def shares_nothing(one: str, other: str) -> bool:
    """Return whether two texts have so few words in common that one is no later version of the other.

    Two reports of one affair share its names, whoever wrote them; a check for robots shares none of them.
    """
    left, right = (set(query_terms(text[:_LONGEST])) for text in (one, other))
    smaller = min(len(left), len(right))
    return smaller == 0 or len(left & right) < _SHARED_WORDS * smaller


@lru_cache(maxsize=1)
def _blank() -> MinHash:
    from datasketch import MinHash  # imports scipy: half a second that only ingestion needs

    return MinHash(num_perm=PERMUTATIONS, seed=_SEED)
