"""A PDF to its text in reading order, Arabic included. Knows characters and their places, and no picture of text.

Lines without Arabic are taken as the library gives them; the others are put together from the characters' places
(`ingest.parsing.bidi`).
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from statistics import median

from ingest.article import Doubt, Removed
from ingest.documents import Parsed, RefusedError
from ingest.parsing.bidi import Glyph, is_right_to_left, read_line
from ingest.parsing.pdf_layout import SOFT_HYPHEN, Line, headline, in_columns, paragraphs, without_edges

_MOST_PAGES = 500
_MOST_CHARACTERS = 5_000_000
_SAME_LINE = 0.35  # of the font's size between the baselines of one line: superscripts stay in it
_LOOK_BACK = 4  # lines
_GUTTER = 1.1  # of the font's size between two pieces of one line, from which on they may stand in two columns
_HYPHEN_CODES = (0x02, 0xAD, 0xFFFE)  # how the library gives a hyphen that only parts a word at a line's end


def read_pdf(data: bytes) -> Parsed:
    """Return the text of a PDF. Raises RefusedError `bad_pdf`, `encrypted`, `too_large` or `scanned`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("encrypted" if "password" in str(error).lower() else "bad_pdf") from error
    try:
        if len(document) > _MOST_PAGES:
            raise RefusedError("too_large", limit=_MOST_PAGES, unit="pages")
        pages = list(_document_lines(document))
        title = str(document.get_metadata_dict().get("Title") or "")
    except pypdfium2.PdfiumError as error:
        raise RefusedError("bad_pdf") from error
    finally:
        document.close()
    kept, edges = without_edges(pages)
    found = paragraphs(kept)
    text = "\n\n".join(one.text for one in found)
    if not any(map(str.isalnum, text)):
        raise RefusedError("scanned")
    first = " ".join(text[:1000].split())
    pictures = sum(not page for page in pages)
    return Parsed(
        text=text,
        title=title if title and " ".join(title.split()) in first else headline(found),
        removed=tuple(Removed(line, "page_edge") for line in edges),
        doubts=(Doubt("pictures", {"count": pictures}),) if pictures else (),
    )


def _document_lines(document: object) -> Iterator[list[Line]]:
    left = _MOST_CHARACTERS
    for page in document:  # type: ignore[attr-defined]
        text_page = page.get_textpage()
        try:
            left -= text_page.count_chars()
            if left < 0:
                raise RefusedError("too_large", limit=_MOST_CHARACTERS, unit="characters")
            yield _page_lines(list(_glyphs(text_page)))
        finally:
            text_page.close()
            page.close()


def _glyphs(text_page: object) -> Iterator[Glyph]:
    """Yield the characters of a page in the order of the file; the library's own line ends and spaces only count."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_double(), ctypes.c_double()
    word = run = 0
    for index in range(text_page.count_chars()):  # type: ignore[attr-defined]
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in (0, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        text = SOFT_HYPHEN if code in _HYPHEN_CODES else _plain(chr(code))
        word += text.isspace()
        run += text in ("\r", "\n")
        left, _, right, _ = text_page.get_charbox(index, loose=True)  # type: ignore[attr-defined]
        if not text or text in "\r\n" or (text.isspace() and right - left < 0.1):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
        size = max(1.0, raw.FPDFText_GetFontSize(text_page, index))
        yield Glyph(text, left, right, y.value, size, word, run)


def _plain(character: str) -> str:
    """Return the letters behind a presentation form, such as لا behind its ligature."""
    forms = "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc" or "\ufb00" <= character <= "\ufb06"
    return unicodedata.normalize("NFKC", character).strip() if forms else character


def _page_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Gather the characters of each line; lines stay in the order of the file, which mostly keeps columns apart.

    Where the file goes across the columns, line by line, they are told by the gutter. The library gives the pieces of
    a vowelled line one after the other, not always together: hence the look back.
    """
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        row = next((row for row in reversed(rows[-_LOOK_BACK:]) if _on_line(row[-1], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    right_to_left = is_right_to_left(glyphs)
    pieces = [[line for part in _pieces(row) if (line := _line(part, right_to_left)).text] for row in rows]
    ordered = in_columns(pieces, right_to_left=right_to_left)
    return ordered or [line for row in rows if (line := _line(row, right_to_left)).text]


def _pieces(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return a row cut where a gap is too wide for one between words."""
    parts: list[list[Glyph]] = []
    edge = 0.0
    for glyph in sorted((one for one in row if not one.text.isspace()), key=lambda one: one.left):
        if not parts or glyph.left - edge > _GUTTER * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        edge = max(edge, glyph.right)
    if len(parts) < 2:
        return [list(row)]
    bounds = [(part[0].left, max(one.right for one in part)) for part in parts]
    return [[one for one in row if left - 0.1 <= one.middle <= right + 0.1] for left, right in bounds]


def _on_line(one: Glyph, other: Glyph) -> bool:
    size = max(one.size, other.size)
    return abs(one.baseline - other.baseline) <= _SAME_LINE * size


def _line(row: Sequence[Glyph], right_to_left: bool) -> Line:
    drawn = [glyph for glyph in row if not glyph.text.isspace()]
    if not drawn:
        return Line("", 0.0, 0.0, 0.0, 1.0)
    size = median(glyph.size for glyph in drawn)
    left, right = min(glyph.left for glyph in drawn), max(glyph.right for glyph in drawn)
    read = read_line([glyph for glyph in row if glyph.text != SOFT_HYPHEN], right_to_left=right_to_left)
    text = " ".join(read.split()) + (SOFT_HYPHEN if drawn[-1].text == SOFT_HYPHEN else "")
    return Line(text, left, right, drawn[0].baseline, size, is_right_to_left(drawn))
