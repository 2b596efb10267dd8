"""Tables of articles, a row to an article: CSV in any dialect, and sheets of .xlsx. Knows no encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from ingest.documents import Parsed, RefusedError
from ingest.parsing.packed import check_unpacked
from ingest.parsing.records import AUTHOR, OUTLET, PUBLISHED, TEXT, TITLE, URL, article_of, field_name, numbered

_DELIMITERS = ",;\t|،"
_LONGEST_CELL = 5_000_000  # characters
_HEADER_WITHIN = 5  # rows: some exports have a title above their header
_KNOWN = frozenset((*TEXT, *TITLE, *URL, *PUBLISHED, *AUTHOR, *OUTLET))
_FEWEST_KNOWN = 2  # names of columns that tell a table without a telling name


def is_table(head: str) -> bool:
    """Whether a text begins with a row of column names of articles."""
    first = _first_line(head)
    names = [field_name(name) for name in next(csv.reader([first], delimiter=_delimiter(first)), [])]
    return any(name in TEXT for name in names) and sum(name in _KNOWN for name in names) >= _FEWEST_KNOWN


def read_table(text: str) -> Iterator[Parsed | RefusedError]:
    """Yield the articles of a CSV file. Raises RefusedError `bad_table` where no column is that of the text."""
    csv.field_size_limit(_LONGEST_CELL)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    declared = re.match(r"sep=(.)\n", text, re.IGNORECASE)  # how Excel is told of a delimiter
    if declared:
        text = text[declared.end() :]
    reader = csv.reader(io.StringIO(text), delimiter=declared[1] if declared else _delimiter(_first_line(text)))
    return numbered(_articles(_csv_rows(reader)))


def read_workbook(data: bytes) -> Iterator[Parsed | RefusedError]:
    """Yield the articles of all sheets of an .xlsx file that have a text column; of formulas, what they last gave."""
    check_unpacked(data)
    import openpyxl  # a third of a second that nobody else pays
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_cells(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        yield from numbered(_of_sheets(sheets))
    except RefusedError:
        raise
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise RefusedError("bad_office") from error


def _of_sheets(sheets: Iterable[Iterator[Sequence[str]]]) -> Iterator[Parsed | RefusedError]:
    found = False
    for sheet in sheets:
        try:
            for one in _articles(sheet):
                found = True
                yield one
        except RefusedError as error:
            if error.code != "bad_table":
                raise
    if not found:
        raise RefusedError("bad_table")


def _articles(rows: Iterator[Sequence[str]]) -> Iterator[Parsed | RefusedError]:
    names: list[str] = []
    number = 0
    for row in islice(rows, _HEADER_WITHIN):
        number += 1
        listed = [field_name(name) for name in row]
        if any(name in TEXT for name in listed):
            names = listed
            break
    if not names:
        raise RefusedError("bad_table")
    for row in rows:
        number += 1
        if not any(cell.strip() for cell in row):
            continue
        # Of two columns of one name the first that says something counts.
        record: dict[str, object] = {}
        for name, cell in zip(names, row, strict=False):
            if name and cell.strip():
                record.setdefault(name, cell)
        yield article_of(record) or RefusedError("bad_row", line=number)


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[Sequence[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise RefusedError("bad_table") from error


def _cells(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[str]]:
    for row in rows:
        yield ["" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row]


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n", 20) if line.strip()), "")


def _delimiter(line: str) -> str:
    """Return the delimiter that parts the first row into the most names."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)
