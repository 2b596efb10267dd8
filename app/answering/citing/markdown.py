"""Turns the Markdown that models write into plain sentences, as it streams. Pure: knows no model, article or marker.

Emphasis goes, a list's items and a table's rows become sentences (short items without a marker of their own one
sentence, so that the marker behind the list is theirs), headings and a list of sources at the end go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_ITEM = re.compile(r"[ \t]*(?:[-*+•·▪◦–]|\d{1,2}[.)]|\d{1,2}-(?=\s))[ \t]+")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
# The line so far that may still begin one of these, or a heading, a rule, a fence.
_UNDECIDED = re.compile(r"[ \t]*(?:[-*+•·▪◦–=_]{1,3}|#{1,6}|\d{1,2}[.)-]?|`{1,3}|~{1,3}|>|\[[^\]\n]{0,12}\]?)?[ \t]*")
_WHOLE_LINE = re.compile(r"[ \t]*(?:\||#{1,6}[ \t]|`{3}|~{3}|\*\*|__|\[\^?\d{1,3}\]:|(?:[-*_=][ \t]*){3,}$)")
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}|[ \t]*(?:`{3}|~{3}).*|[ \t]*\[\^?\d{1,3}\]:.*")
_SEPARATOR = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_LABEL = re.compile(r"[ \t]*(?:\*\*|__)[^\n]*?(?:\*\*|__)[:：]?[ \t]*")
_SOURCE_WORDS = (
    "sources", "source", "references", "citations", "footnotes", "bibliography", "sources used", "sources cited",
    "المصادر", "المصدر", "المراجع", "مصادر", "مراجع",
)  # fmt: skip
_SOURCES = re.compile(rf"[\s*_#]*(?:{'|'.join(_SOURCE_WORDS)})[\s*_]*(?:[:：][\s*_]*(?:\n|[\[(]|\Z)|\n|\Z)", re.I)
_MARKED = re.compile(r"(?:[\[【][^\]】]*\d[^\]】]*[\]】]|\([^)]{0,12}\d\)|[¹²³⁰-⁹])\W*$")
_MARKS = re.compile(r"[\[【](?:\D{0,12})\d[^\]】]{0,20}[\]】]")
_ENDED = re.compile(r"[.!?؟…:：](?:\s*(?:\[[^\]]*\]|【[^】]*】|\([^)]{0,12}\d\)|[¹²³⁰⁴-⁹]+))*\s*$")
_STOPS = (".", "!", "?", "؟", "…")
_HELD = re.compile(r"[*_`\\]+$")
_ESCAPED = re.compile(r"\\([\\\[\]()*_#|~>`{}.!-])")
_EMPHASIS = re.compile(r"\*{2,3}|_{2,3}|~~|`+|(?<=\S)\*|\*(?=\S)|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")

State = Literal["start", "text", "line"]


@dataclass(slots=True)
class MarkdownReader:
    """Takes a reply in pieces and gives plain text; holds back no more than a line's beginning, or a table's row."""

    _buffer: str = field(default="", init=False)
    _state: State = field(default="start", init=False)
    _over: bool = field(default=False, init=False)  # whether the list of sources was reached
    _sentence: str = field(default="", init=False)  # the text since the last break that ends a sentence
    _wrote: bool = field(default=False, init=False)
    _marked: bool = field(default=False, init=False)
    _in_item: bool = field(default=False, init=False)
    _row: list[str] = field(default_factory=list, init=False)
    _header: list[str] = field(default_factory=list, init=False)

    def feed(self, piece: str) -> str:
        """Return the plain text that is certain after `piece`."""
        self._buffer += piece.replace("\r\n", "\n")
        return self._read(ended=False)

    def close(self) -> str:
        """Return the rest, now that nothing more comes."""
        text = self._read(ended=True)
        if self._row:
            text += self._end_row()
        if self._over and not self._marked:
            text += "".join(f" {mark}" for mark in _MARKS.findall(self._buffer))
        return text + (self._stop() if self._in_item else "")

    def _read(self, *, ended: bool) -> str:
        text = ""
        while self._buffer and not self._over:
            if self._state == "start" and not self._begin(ended):
                break
            if self._over:
                break
            line, newline, rest = self._buffer.partition("\n")
            if self._state == "line":
                if not newline and not ended:
                    break
                self._buffer, self._state = rest, "start"
                text += self._whole(line, last=ended and not rest)
                continue
            if self._state == "start":  # a line of text or of a list
                item = _ITEM.match(line)
                prefix = item or _QUOTE.match(line)
                body = line[prefix.end() :] if prefix else line
                if not body.strip() and newline:
                    self._buffer = rest
                    continue
                text += self._join(item=item is not None)
                self._buffer, self._state = body + newline + rest, "text"
                continue
            kept = "" if newline or ended else (held[0] if (held := _HELD.search(line)) else "")
            ready = line[: len(line) - len(kept)] if kept else line
            text += self._write(_plain(self._sentence[-1:], ready))
            self._buffer = kept + rest if not newline else rest
            if newline:
                self._state = "start"
            elif kept or not self._buffer:
                break
        return text

    def _begin(self, ended: bool) -> bool:
        """Decide what line begins; False where more of it is needed."""
        line, newline, _ = self._buffer.partition("\n")
        start = line.strip(" \t*_#").lower()
        if _SOURCES.match(self._buffer if newline or ended else f"{self._buffer}\x00"):
            self._over = True
            return True
        if not newline and not ended:
            named = start.rstrip(":： ")
            if _UNDECIDED.fullmatch(line) or (named and any(word.startswith(named) for word in _SOURCE_WORDS)):
                return False
        if _WHOLE_LINE.match(line):
            label = line.lstrip().startswith(("**", "__"))
            resolved = _LABEL.match(line)
            if not label or resolved is None or resolved.end() == len(line):
                self._state = "line"
        return True

    def _whole(self, line: str, *, last: bool) -> str:
        """Return what a line comes to that had to be read whole: a heading, a rule, a row of a table."""
        if line.lstrip().startswith("|"):
            cells = [_plain("", cell).strip() for cell in line.strip().strip("|").split("|")]
            if _SEPARATOR.fullmatch(line):
                self._header, self._row = self._row, []
                return ""
            text = self._end_row() if self._row else self._end_item()
            self._row = cells
            return text
        text = self._end_row() + self._end_item()
        if _RULE.fullmatch(line):
            return text
        plain = _plain("", line.strip().lstrip("#")).strip()
        if not (plain.endswith(_STOPS) or _MARKED.search(plain) or (last and not self._wrote)):
            return text
        return text + self._join(item=False) + self._write(plain)

    def _end_row(self) -> str:
        """Return the table's last row as a sentence."""
        cells, self._row = [cell for cell in self._row if cell], []
        if not cells:
            return ""
        names = self._header if len(self._header) == len(cells) > 2 else []
        rest = [
            cell if not names or _MARKED.fullmatch(cell) else f"{names[at]}: {cell}"
            for at, cell in enumerate(cells[1:], start=1)
        ]
        marks = [cell for cell in rest if _MARKED.fullmatch(cell)]
        said = "; ".join(cell for cell in rest if cell not in marks)
        sentence = " ".join([f"{cells[0]}: {said}" if said else cells[0], *marks])
        text = self._join(item=False) + self._write(sentence)
        self._in_item = True
        return text + self._end_item()

    def _join(self, *, item: bool) -> str:
        """Return what stands between the text so far and the next line."""
        if self._row:
            row = self._end_row()
            self._header = []
            return row + self._join(item=item)
        before, was_item = self._sentence.rstrip(), self._in_item
        self._in_item = item
        if not self._wrote:
            return ""
        if item and before.endswith((":", "：")):
            return self._write(" ")
        if item and was_item and before and not _ENDED.search(before) and not _MARKED.search(before):
            arabic = any("\u0600" <= letter <= "\u06ff" for letter in before)
            return self._write("" if before.endswith((";", "؛", ",", "،")) else "؛" if arabic else ";") + self._write(
                " "
            )
        stop = self._stop() if was_item else ""
        self._sentence = ""
        return f"{stop}\n"

    def _end_item(self) -> str:
        """End a list: what follows is no part of it."""
        text = self._stop() if self._in_item else ""
        self._in_item = False
        return text

    def _stop(self) -> str:
        return "" if not self._sentence.strip() or _ENDED.search(self._sentence) else self._write(".")

    def _write(self, text: str) -> str:
        self._sentence += text
        self._wrote = self._wrote or bool(text.strip())
        self._marked = self._marked or bool(_MARKS.search(self._sentence))
        return text


def _plain(before: str, text: str) -> str:
    """Return `text` without emphasis and escapes; `before` is the character in front of it."""
    text = _EMPHASIS.sub("", f"{before}{text}")[len(before) :]
    return _ESCAPED.sub(r"\1", text)
