"""Printed pages by their geometry alone: columns, hyphens, headings, indents, running heads; no PDF is made."""

from __future__ import annotations

import pytest

from ingest.parsing.pdf_layout import SOFT_HYPHEN, Line, headline, in_columns, paragraphs, without_edges


def column(*texts: str, left: float = 50, width: float = 160, top: float = 700, size: float = 12) -> list[Line]:
    """Return lines that fill a column, the last one but half."""
    widths = [width] * (len(texts) - 1) + [width / 2]
    return [
        Line(text, left, left + wide, top - 14 * index, size)
        for index, (text, wide) in enumerate(zip(texts, widths, strict=True))
    ]


def texts(*pages: list[Line]) -> list[str]:
    return [one.text for one in paragraphs(pages)]


@pytest.mark.parametrize("hyphen", ["-", "\u2010", SOFT_HYPHEN])
def test_a_word_parted_at_the_end_of_a_line_is_whole(hyphen: str) -> None:
    """py-pdf/pypdf#2262: "op-" and "posite" on two lines stay two words."""
    assert texts(column(f"months, the port author{hyphen}", "ity announced on Friday.")) == [
        "months, the port authority announced on Friday."
    ]


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    """py-pdf/pypdf#544: "power-enhancing Mini-Cons" is written with hyphens wherever its line ends."""
    lines = column("The well-known pilot and the well-", "known captain met Al-", "Jazari there.")
    assert texts(lines) == ["The well-known pilot and the well-known captain met Al-Jazari there."]


def test_columns_under_a_wide_headline() -> None:
    """Unstructured-IO/unstructured-inference#148: columns are read line by line across the page."""
    wide = Line("Ferry line reopens in the fourth week of May", 50, 390, 760, 26)
    first = column("The ferry line between Tellin", "and Marsa will reopen on 4 May,", "the authority said.", left=50)
    second = column(
        "Minister Adel Marwan said the", "quay had cost 41 million dollars,", "twice the estimate.", left=230
    )
    rows = [[wide], *([one, other] for one, other in zip(first, second, strict=True))]
    ordered = in_columns(rows, right_to_left=False)
    assert ordered == [wide, *first, *second]
    assert texts(ordered) == [
        "Ferry line reopens in the fourth week of May",
        "The ferry line between Tellin and Marsa will reopen on 4 May, the authority said.",
        "Minister Adel Marwan said the quay had cost 41 million dollars, twice the estimate.",
    ]
    assert in_columns(rows, right_to_left=True) == [wide, *second, *first]
    assert headline(paragraphs([ordered])) == wide.text


def test_the_cells_of_a_table_are_no_columns() -> None:
    cells = [
        [Line("Tellin", 50, 90, 700 - 14 * row, 12), Line("60 cars", 230, 280, 700 - 14 * row, 12)] for row in range(6)
    ]
    assert in_columns(cells, right_to_left=False) is None


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = [
        Line(one, 50, 210, 128 - 14 * index, 12)
        for index, one in enumerate(("The quay in Tellin had", "cost 41 million dollars and"))
    ]
    second = column("took seven months, the", "minister said.", left=230)
    assert texts(first + second) == [
        "The quay in Tellin had cost 41 million dollars and took seven months, the minister said."
    ]
    assert texts(first, column("took seven months, the", "minister said.")) == texts(first + second)


def test_an_indent_begins_a_paragraph_on_either_side() -> None:
    english = [
        Line("The dam is full, he said.", 50, 210, 700, 12),
        Line("Farmers get water", 62, 210, 686, 12),
        Line("from March.", 50, 120, 672, 12),
    ]
    assert texts(english) == ["The dam is full, he said.", "Farmers get water from March."]
    arabic = [
        Line("وقال إن السد امتلأ تماما.", 50, 210, 700, 12, True),
        Line("ويحصل المزارعون على", 50, 198, 686, 12, True),
        Line("الماء في آذار.", 130, 210, 672, 12, True),
    ]
    assert texts(arabic) == ["وقال إن السد امتلأ تماما.", "ويحصل المزارعون على الماء في آذار."]


def test_heads_and_feet_of_pages_are_taken_off() -> None:
    """py-pdf/pypdf#1588: the head of every page comes out in the middle of a sentence."""

    def page(number: int) -> list[Line]:
        head, foot = Line("PORT DAILY 12 April 2024", 50, 200, 800, 9), Line(f"Page {number} of 2", 250, 300, 40, 9)
        return [head, *column(f"Story {number} begins here", f"and goes on in line {number}.", "It ends."), foot]

    kept, removed = without_edges([page(1), page(2)])
    assert [one.text for one in kept[0]] == ["Story 1 begins here", "and goes on in line 1.", "It ends."]
    assert removed[:1] == ["PORT DAILY 12 April 2024"]
    assert "Page 2 of 2" in removed
    assert without_edges([page(1)])[1] == []
