"""Sentences made false by a program: always another text, with another number or name and nothing else changed."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from train.changes import changed_name, changed_number


@given(st.integers(1, 99_999), st.integers(0, 2**32))
def test_a_number_is_replaced_by_another_of_its_length(number: int, seed: int) -> None:
    changed = changed_number(f"The club sold {number} tickets.", random.Random(seed))
    assert changed is not None
    found = re.fullmatch(r"The club sold (\d+) tickets\.", changed)
    assert found is not None
    assert int(found[1]) != number
    assert len(found[1]) == len(str(number))


def test_arabic_digits_stay_arabic() -> None:
    changed = changed_number("بيعت ٤٥٠ تذكرة.", random.Random(1))
    assert changed is not None
    assert changed != "بيعت ٤٥٠ تذكرة."
    assert re.search("[٠-٩]{3}", changed)


def test_a_text_without_a_number_or_name_is_left_alone() -> None:
    assert changed_number("No figure here.", random.Random(1)) is None
    assert changed_name("nothing here.", ["Anna Lind left."], "en", random.Random(1)) is None


def test_a_name_is_replaced_by_one_of_its_document() -> None:
    text = "On Monday the mayor met Anna Lind in the town hall."
    document = [text, "Later the council heard Nils Ekberg speak."]
    changed = {changed_name(text, document, "en", random.Random(seed)) for seed in range(9)}
    assert "On Monday the mayor met Nils Ekberg in the town hall." in changed
