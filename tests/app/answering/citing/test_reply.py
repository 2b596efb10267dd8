"""Replies as models really write them: Markdown and every way of citing, cut anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.citing.markdown import MarkdownReader
from app.answering.citing.reply import ReplyReader
from app.answering.citing.styles import StyleReader

Sentences = list[tuple[str, tuple[int, ...]]]


def read(text: str, size: int = 1000, highest: int = 3) -> Sentences:
    reply, found = ReplyReader(highest), []
    for at in range(0, len(text), size):
        found += reply.feed(text[at : at + size])
    return [(sentence.text, sentence.numbers) for sentence in [*found, *reply.close()]]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    "written",
    [
        "It cost 300 million dinars [1].",
        "It cost 300 million dinars (1).",
        "It cost 300 million dinars¹.",
        "It cost 300 million dinars.¹",
        "It cost 300 million dinars [^1].\n\n[^1]: Al Khabar, 2021",
        "It cost 300 million dinars【1†source】.",
        "It cost 300 million dinars 【1:0†lines 3-9】.",
        "It cost 300 million dinars [ID:1].",
        "It cost 300 million dinars (Source 1).",
        "It cost 300 million dinars (see source 1).",
        r"It cost 300 million dinars \[1\].",
        "It cost 300 million dinars «المصدر ١».",
        "It cost 300 million dinars (المصدر: ١).",
        "It cost 300 million dinars <sup>1</sup>.",
        "It cost 300 million dinars <sup>[1]</sup>.",
        "It cost 300 million dinars [1](https://news.example/a).",
        "It cost 300 million dinars [[1]](#1).",
        "It cost **300 million** dinars **[1]**.",
        "**It cost 300 million dinars [1].**",
        "*It cost `300 million` dinars* [1].",
        "- It cost 300 million dinars [1]",
        "* It cost 300 million dinars. [1]",
        "1. It cost 300 million dinars [1].",
        "1) It cost 300 million dinars [1]",
        "> It cost 300 million dinars [1].",
        "```\nIt cost 300 million dinars [1].\n```",
        "## Cost\n\nIt cost 300 million dinars [1].",
        "**Cost**\nIt cost 300 million dinars [1].",
        "---\nIt cost 300 million dinars [1].\n***",
        "It cost 300 million dinars [1].\n\n**Sources:**\n[1] Al Khabar, 3 May 2021\n[2] Another",
        "It cost 300 million dinars [1].\n\nReferences\n1. Al Khabar, 2021",
        "It cost 300 million dinars [1].\n\nالمصادر:\n- [1] الخبر",
        "It cost 300 million dinars.\n\nSources: [1]",
        "It cost 300 million dinars [1].\n\n[1]: https://news.example/a",
    ],
)
def test_one_sentence_in_many_ways(written: str, size: int) -> None:
    assert read(written, size) == [("It cost 300 million dinars.", (1,))]


@pytest.mark.parametrize(
    "written", ["[1, 3]", "[1،3]", "[1][3]", "(1, 3)", "(Sources 1 and 3)", "¹˒³", "[^1][^3]", "(1)(3)"]
)
def test_several_at_once(written: str) -> None:
    assert read(f"It rose {written}." if written[0] != "¹" else f"It rose{written}.") == [("It rose.", (1, 3))]


@pytest.mark.parametrize(
    "text",
    [
        "Three (3) people died.",
        "The site measures 12 km² of land.",
        "It opened in 1990 (aged 12).",
        "He said (in 2016) so.",
        "5 * 3 is 15.",
        "The file a_b_c is here.",
        "4.2 million tonnes came.",
        "Sources say that it fell.",
        "Sources: the ministry and the port.",
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_text_that_cites_nothing_stays(text: str, size: int) -> None:
    assert read(text, size) == [(text, ())]


def test_numbers_beyond_the_evidence_go() -> None:
    assert read("It rose (Source 9). It fell [7].") == [("It rose.", ()), ("It fell.", ())]


@pytest.mark.parametrize("size", [1, 1000])
def test_one_marker_for_a_whole_list(size: int) -> None:
    listed = "The plan has three parts:\n\n- new roads\n- two bridges\n- a port [2]\n\nWork starts in May [1]."
    assert read(listed, size) == [
        ("The plan has three parts: new roads; two bridges; a port.", (2,)),
        ("Work starts in May.", (1,)),
    ]


def test_a_list_with_a_marker_an_item() -> None:
    listed = "The parts are:\n1. **Roads:** 12 km of them [1]\n2. **Bridges:** two [2]\n"
    assert read(listed) == [("The parts are: Roads: 12 km of them.", (1,)), ("Bridges: two.", (2,))]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_tables_rows_are_sentences(size: int) -> None:
    table = "| City | Tonnes | Source |\n|---|:---:|---|\n| Sfax | **4.2** | [1] |\n| Gabès | 2 | [2] |\n\nIt grew [1]."
    assert read(table, size) == [
        ("Sfax: Tonnes: 4.2.", (1,)),
        ("Gabès: Tonnes: 2.", (2,)),
        ("It grew.", (1,)),
    ]


def test_a_reply_that_is_one_heading_is_kept() -> None:
    assert read("**300 million dinars**") == [("300 million dinars", ())]


PARTS = [
    *(
        "a ",
        "[1]",
        "(2)",
        "**",
        "*",
        "\n",
        "- ",
        "1. ",
        "| x | y |",
        "|-|-|\n",
        "#",
        ". ",
        "¹",
        "(",
        ":",
        "source",
        "\\[",
    ),
    *("km²", "</sup>", "<sup>1", "](", "المصدر", " 3", ")", "«", "»", "`", "_", "Sources:", "---"),
]


@given(st.lists(st.sampled_from(PARTS)))
def test_no_cut_changes_what_is_read(parts: list[str]) -> None:
    text = "".join(parts)

    def plain(size: int) -> str:
        markdown, styles = MarkdownReader(), StyleReader(3)
        pieces = [styles.feed(markdown.feed(text[at : at + size])) for at in range(0, len(text), size)]
        return "".join(pieces) + styles.feed(markdown.close()) + styles.close()

    assert plain(1) == plain(1000)
