"""What a sentence is taken to cite: what the model cited first and whole; moved only to what supports it."""

from __future__ import annotations

import pytest

from app.answering.answer import CitedSpan
from app.answering.citing.checking import Checked, Checker
from app.answering.citing.sentences import CitedSentence
from tests.app.answering.conftest import HOSPITALS, PORT, aligner, make_hit
from vectorstore.types import Hit

FERRY = (
    "The ferry Anna Lind ran aground off Gotland on Sunday with 212 people on board. "
    "All of them were taken ashore by fishing boats. "
    "Its captain, Nils Ekberg, blamed a failed rudder."
)


def checked(text: str, numbers: tuple[int, ...], *hits: Hit) -> Checked:
    items = [CitedSpan(hit, hit.start, hit.end, hit.score) for hit in hits]
    return Checker(items, "en", "", aligner()).check(CitedSentence(text, numbers))


def test_the_quote_is_the_sentence_that_holds_the_claim() -> None:
    found = checked("The captain said that the rudder had failed.", (1,), make_hit(FERRY))
    assert found.support == "supported"
    assert [span.text for span in found.spans] == ["Its captain, Nils Ekberg, blamed a failed rudder."]


def test_two_neighbours_together_carry_what_neither_does_alone() -> None:
    found = checked("All 212 people on board the Anna Lind were taken ashore by fishing boats.", (1,), make_hit(FERRY))
    assert found.support == "supported"
    assert "212" in found.spans[0].text
    assert "fishing boats" in found.spans[0].text


def test_a_citation_moves_to_what_supports_the_sentence() -> None:
    found = checked("The port of Sfax handled 4.2 million tonnes in 2021.", (1,), make_hit(FERRY), make_hit(PORT, 2))
    assert found.support == "supported"
    assert found.spans[0].hit.rank == 2


@pytest.mark.parametrize(
    "text",
    [
        "The port of Sfax handled 9.7 million tonnes in 1987.",
        "Many people were happy.",
        "Prices of bread rose sharply.",
    ],
)
def test_a_citation_does_not_wander_to_another_failure(text: str) -> None:
    found = checked(text, (1,), make_hit(FERRY), make_hit(PORT, 2))
    assert found.support != "supported"
    assert all(span.hit.rank == 1 for span in found.spans)


@pytest.mark.parametrize("text", ["No.", "Reports differ.", "So both agreed."])
def test_what_only_frames_an_answer_takes_no_citation(text: str) -> None:
    found = checked(text, (), make_hit(FERRY), make_hit(PORT, 2))
    assert (found.support, found.spans) == ("unchecked", ())


def test_the_outlet_and_the_title_are_evidence() -> None:
    hit = make_hit(FERRY, outlet="Gotland Post", title="Ferry runs aground off Gotland")
    assert checked("Gotland Post reports that the ferry ran aground off Gotland.", (1,), hit).support == "supported"


def test_a_sentence_in_another_language_needs_alignment() -> None:
    items = [CitedSpan(make_hit(HOSPITALS), 0, len(HOSPITALS), 1.0)]
    read = CitedSentence("Zorblatt hums quietly.", (1,))
    assert Checker(items, "en", "").check(read).support == "unchecked"
    assert Checker(items, "en", "", aligner()).check(read).support == "unsupported"
