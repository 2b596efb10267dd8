"""A PDF to its text in reading order, Arabic included. Knows characters and their places, and no picture of text.

Lines without Arabic are taken as the library gives them; the others are put together from the characters' places
(`ingest.parsing.bidi`).
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.documents import Parsed, RefusedError
from ingest.parsing.bidi import Glyph, is_right_to_left, read_line

_MOST_PAGES = 500
_MOST_CHARACTERS = 5_000_000
_SAME_LINE = 0.35  # of the font's size between the baselines of one line: superscripts stay in it
_NEXT_LINE = 1.45  # times the usual distance of lines, from which on a new paragraph starts
_FULL_LINE = 0.85  # of the widest line's width, from which on the paragraph goes on in the next line
_LOOK_BACK = 4  # lines
_SAME_SIZE = 0.12  # share by which font sizes of one paragraph differ at most


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    baseline: float
    size: float
    width: float


def read_pdf(data: bytes) -> Parsed:
    """Return the text of a PDF. Raises RefusedError `bad_pdf`, `encrypted`, `too_large` or `no_text` (scans)."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("encrypted" if "password" in str(error).lower() else "bad_pdf") from error
    try:
        if len(document) > _MOST_PAGES:
            raise RefusedError("too_large", limit=_MOST_PAGES, unit="pages")
        text = "\n\n".join(_paragraphs(list(_document_lines(document))))
        title = str(document.get_metadata_dict().get("Title") or "")
    except pypdfium2.PdfiumError as error:
        raise RefusedError("bad_pdf") from error
    finally:
        document.close()
    if not any(map(str.isalnum, text)):
        raise RefusedError("no_text")
    first = " ".join(text[:1000].split())
    return Parsed(text=text, title=title if title and " ".join(title.split()) in first else None)


def _document_lines(document: object) -> Iterator[list[_Line]]:
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
        if code in (0, 0xAD, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        text = _plain(chr(code))
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


def _page_lines(glyphs: Sequence[Glyph]) -> list[_Line]:
    """Gather the characters of each line; lines stay in the order of the file, which keeps columns apart.

    The library gives the pieces of a vowelled line one after the other, not always together: hence the look back.
    """
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        row = next((row for row in reversed(rows[-_LOOK_BACK:]) if _on_line(row[-1], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    right_to_left = is_right_to_left(glyphs)
    return [line for row in rows if (line := _line(row, right_to_left)).text]


def _on_line(one: Glyph, other: Glyph) -> bool:
    size = max(one.size, other.size)
    return abs(one.baseline - other.baseline) <= _SAME_LINE * size


def _line(row: Sequence[Glyph], right_to_left: bool) -> _Line:
    drawn = [glyph for glyph in row if not glyph.text.isspace()]
    if not drawn:
        return _Line("", 0.0, 1.0, 0.0)
    size = median(glyph.size for glyph in drawn)
    width = max(glyph.right for glyph in drawn) - min(glyph.left for glyph in drawn)
    return _Line(" ".join(read_line(row, right_to_left=right_to_left).split()), drawn[0].baseline, size, width)


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> Iterator[str]:
    """Join the lines of a paragraph: near each other, of one size, all but the last reaching the column's edge."""
    steps = [one.baseline - other.baseline for page in pages for one, other in pairwise(page)]
    usual = median([step for step in steps if step > 0] or [1.0])
    widest = max((line.width for page in pages for line in page), default=1.0)
    waiting: list[str] = []
    previous: _Line | None = None
    for page in pages:
        for position, line in enumerate(page):
            if previous is not None and not _goes_on(previous, line, usual, widest, new_page=position == 0):
                yield " ".join(waiting)
                waiting = []
            waiting.append(line.text)
            previous = line
    if waiting:
        yield " ".join(waiting)


def _goes_on(one: _Line, other: _Line, usual: float, widest: float, *, new_page: bool) -> bool:
    near = new_page or 0 < one.baseline - other.baseline <= _NEXT_LINE * usual
    same_size = abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)
    return near and same_size and one.width >= _FULL_LINE * widest
