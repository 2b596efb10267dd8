"""Sentence ends in Arabic and English news, to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.sentences import LONGEST, split_sentences

NEWSY = st.lists(
    st.one_of(
        st.sampled_from(
            [
                ".", "!", "؟", "?", "…", "...", "”", "»", '"', "(", ")", "،", "؛", "\n", "\n\n", " ",
                "  ", "\r\n", "\u2028", "د.", "U.S.", "Mr.", "1.6", "2015", "م.", "سنوات", "وبدأت", "The", "said",
                "قَالَ", "x" * 700, "ﷺ", "\x00",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)  # fmt: skip


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@given(NEWSY)
def test_sentences_cover_all_that_is_not_space_and_do_not_overlap(text: str) -> None:
    spans = split_sentences(text)
    end = 0
    for span in spans:
        assert not text[end : span.start].strip()
        assert span.start >= end
        assert 0 < span.end - span.start <= LONGEST
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        end = span.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "marked",
    [
        "منذ أربع سنوات.|وبدأت روسيا القصف.",
        "قال د. أحمد ود.محمد إن 1.6 طن وصلت.| وغادر أ.د. سمير.",
        "حدث ذلك عام 2015 م.| وقال شاهد.",
        "“هل جاء؟”| قال نعم.| «لا شك.»| وأضاف!| ثم سكت",
        "زعم أنها “حملة”.| ثم عاد.",
        "بلغ 45.5 في المائة.|وقال آخر.",
        "Mr. Smith of the U.S. Army left.| He met Gen. J. K. Doe at 5 p.m. on Friday.",
        "He lives in the U.S.| The rest left.",
        '"Why?" he asked.| "It ended."| Then Yahoo! said no.| She agreed.',
        "It rose 2.5 percent, e.g. this.| No. 5 etc., he said.",
        "1. First item.| 2 items.",
        "They came in 2015.| Nobody left.",
        "He waited…| She came.| Well... maybe.",
        "He said so.|Then he left.",
        "See example.com or www.bbc.co.uk for more.| Bye.",
        "لا يمكن التحكم به.| لقد انتهى الأمر له.| نعم.",
        "Theorists such as J. A. Hobson wrote it.| Brown v. Board came later.",
        "سطر بلا نقطة|\nسطر آخر|\n\nثالث",
    ],
)
def test_boundaries(marked: str) -> None:
    assert pieces(marked.replace("|", "")) == [piece.strip() for piece in marked.split("|")]


def test_a_long_line_is_cut_at_clauses_first() -> None:
    text = "كلمة " * 90 + "نهاية؛ " + "كلمة، " * 60 + "طويل" * 300
    found = pieces(text)
    assert found[0].endswith("نهاية؛")
    assert found[1].endswith("،")
    assert all(len(piece) <= LONGEST for piece in found)


def test_a_vowelled_run_is_not_cut_before_its_mark() -> None:
    text = ("ب" + "\u064e") * 1000
    assert not any(piece.startswith("\u064e") for piece in pieces(text))


def test_ten_megabytes_without_a_stop() -> None:
    spans = split_sentences("ا" * 10_000_000)
    assert sum(span.end - span.start for span in spans) == 10_000_000
