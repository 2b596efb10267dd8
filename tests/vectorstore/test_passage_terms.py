"""Words kept beside a passage and found again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Span
from ingest.text import search_terms
from vectorstore.passage_terms import NO_TERMS, Terms, find, terms_of

TEXTS = st.text(st.characters() | st.sampled_from("ab كتاب 1.'\n"), max_size=30)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_everything_kept_is_found_where_it_stands(title: str, sentences: list[str]) -> None:
    spans, text = [], ""
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence
    wanted = [Counter(search_terms(line)) for line in (title, *sentences)]
    found = find(terms_of(title, text, "en", spans), len(spans), frozenset().union(*wanted), frozenset())
    for place, counts in enumerate(wanted, start=-1):
        assert {stem: places.count(place) for stem, places in found.stems.items() if place in places} == counts
    assert found.lengths == tuple(counts.total() for counts in wanted[1:])
    assert found.length == sum(counts.total() for counts in wanted)


def test_names_are_kept_by_their_consonants_and_known_words_are_not() -> None:
    terms = terms_of("Dillon in Geneva", "ديلون met the minister. Nobody came.", "en", [Span(0, 23), Span(24, 36)])
    found = find(terms, 2, frozenset({"minist"}), frozenset({"dln", "mnstr"}))
    assert found.names == {"dln": [-1]}
    assert found.stems == {"minist": [0]}


def test_words_of_an_older_library_are_found_though_not_by_sentence() -> None:
    old = Terms("the bridge", "river rose nobodi came", "")
    found = find(old, 2, frozenset({"came"}), frozenset({"dln"}))
    assert (found.stems, found.lengths, found.length) == ({"came": [0]}, (4, 0), 6)
    assert find(NO_TERMS, 2, frozenset({"came"}), frozenset()).lengths == (0, 0)
