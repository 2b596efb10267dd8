"""Word documents as newsrooms write them: what their reader sees, once and in order."""

from __future__ import annotations

import pytest

from tests.ingest.parsing.files import DAM, FERRY, p, read, word

CHANGE = 'w:id="1" w:author="desk"'


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def lines(body: str, **parts: str) -> list[str]:
    return read(word(body, **parts), "story.docx")[0].text.split("\n")


def test_changes_are_read_as_accepted() -> None:
    """python-openxml/python-docx#1123, #340: insertions are lost; #6: an inserted paragraph vanishes whole."""
    edited = p(
        "The mayor opened the crossing ",
        f"<w:del {CHANGE}>{run('on Monday', 'delText')}</w:del>",
        f"<w:ins {CHANGE}>{run('on Thursday 14 March')}</w:ins>",
        " for trucks.",
    )
    inserted = p(f"<w:ins {CHANGE}>{run('He said that 320 trucks will cross on the first day.')}</w:ins>")
    moved = p(f"<w:moveTo {CHANGE}>{run('He denied that there are further fees.')}</w:moveTo>")
    moved_from = p(f"<w:moveFrom {CHANGE}>{run('He denied that there are further fees.')}</w:moveFrom>")
    assert lines(moved_from + edited + inserted + moved) == [
        "The mayor opened the crossing on Thursday 14 March for trucks.",
        "He said that 320 trucks will cross on the first day.",
        "He denied that there are further fees.",
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = f"<w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>"
    joined = lines(p(mark, "The dam at Kafr Zina ") + p("is full again, the ministry said."))
    assert joined == ["The dam at Kafr Zina is full again, the ministry said."]


def test_a_text_box_is_read_once() -> None:
    """A box stands in the file twice, once for older programs."""
    box = f"<w:txbxContent>{p(DAM)}</w:txbxContent>"
    drawn = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert lines(p(FERRY, f"<w:r>{drawn}</w:r>")) == [FERRY, DAM]


def test_content_controls_and_links_are_read() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p(DAM)}</w:sdtContent></w:sdt>"
    inline = "<w:sdt><w:sdtContent>" + run("the port authority") + "</w:sdtContent></w:sdt>"
    linked = f"<w:hyperlink>{run('in a statement')}</w:hyperlink>"
    assert lines(control + p("The line reopens, ", inline, " said ", linked, ".")) == [
        DAM,
        "The line reopens, the port authority said in a statement.",
    ]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_notes_come_at_the_end(kind: str) -> None:
    one = kind.removesuffix("s")
    separator = f'<w:{one} w:type="separator" w:id="0">{p("-----")}</w:{one}>'
    note = f'<w:{one} w:id="1">{p("The figure is from the port authority.")}</w:{one}>'
    assert lines(p(FERRY) + p(DAM), **{kind: separator + note}) == [
        FERRY,
        DAM,
        "The figure is from the port authority.",
    ]


def test_merged_cells_come_once_and_tables_in_tables_are_read() -> None:
    """The library gives a merged cell as often as it spans columns."""
    inner = f"<w:tbl><w:tr><w:tc>{p('Marsa takes 60 cars.')}</w:tc></w:tr></w:tbl>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{p("The fares of the new line.")}</w:tc>'
    going_on = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc>"
    table = f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{going_on}<w:tc>{inner}{p('')}</w:tc></w:tr></w:tbl>"
    assert lines(p(FERRY) + table) == [FERRY, "The fares of the new line.", "Marsa takes 60 cars."]


def test_hidden_text_and_field_codes_stay_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>For the desk only.</w:t></w:r>"
    code = run(" DATE \\@ yyyy ", "instrText")
    assert lines(p(hidden, code, FERRY)) == [FERRY]
