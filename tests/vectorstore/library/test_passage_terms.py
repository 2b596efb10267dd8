"""Words kept beside a passage and found again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ingest.language import Span
from ingest.language.text import search_terms
from vectorstore.library.passage_terms import find, terms_of
from vectorstore.types import NO_TERMS, Terms

TEXTS = st.text(st.characters() | st.sampled_from("ab كتاب 1.'\n"), max_size=30)


@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), max_size=3))
def test_everything_kept_is_found_where_it_stands(passages: list[tuple[str, list[str]]]) -> None:
    kept = []
    for title, sentences in passages:
        spans, text = [], ""
        for sentence in sentences:
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence
        kept.append((terms_of(title, text, "en", spans), len(spans)))
    wanted = [Counter(search_terms(line)) for title, sentences in passages for line in (title, *sentences)]
    found = find(kept, frozenset().union(*wanted), frozenset())
    for row, counts in enumerate(wanted):
        assert {stem: rows.count(row) for stem, rows in found.stems.items() if row in rows} == counts
    assert found.lengths == [counts.total() for counts in wanted]
    assert [found.titles[number + 1] - at for number, at in enumerate(found.titles[:-1])] == [
        1 + len(sentences) for _, sentences in passages
    ]


def test_names_are_kept_by_their_consonants_and_known_words_are_not() -> None:
    terms = terms_of("Dillon in Geneva", "ديلون met the minister. Nobody came.", "en", [Span(0, 23), Span(24, 36)])
    found = find([(NO_TERMS, 1), (terms, 2)], frozenset({"minist"}), frozenset({"dln", "mnstr"}))
    assert found.names == {"dln": [2]}
    assert found.stems == {"minist": [3]}


def test_words_of_an_older_library_are_found_though_not_by_sentence() -> None:
    old = Terms("the bridge", "river rose nobodi came", "")
    found = find([(old, 2), (NO_TERMS, 2)], frozenset({"came"}), frozenset({"dln"}))
    assert (found.stems, found.lengths, found.titles) == ({"came": [1]}, [2, 4, 0, 0, 0, 0], [0, 3, 6])
