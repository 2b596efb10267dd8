"""The secrets that this process was configured with, taken out of any text by their value. Knows no setting's name.

A provider's error may hold the key in any dress: quoted, cut, encoded, broken over lines. What looks like a key can be
told by its look only for the few shapes that are known; what is a key here is known exactly.

The one thing in the program that is kept for the whole process: an error becomes words in a hundred places, and a log
record in any library.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus, urlsplit

MASK = "***"
_SHORTEST = 6  # characters: what is shorter, such as the `none` of a server without keys, is no secret
_PART = 8  # so many characters of a secret in a row give it away, as a key's end that a provider quotes does
_NAMES = re.compile(r"(?i)(?:^|_)(?:api_?key|key|token|secret|password|passwd|credentials?)$")
_ADDRESSES = re.compile(r"(?i)_(?:url|proxy|base|endpoint)$")
_BETWEEN = re.compile(r"[\s\u0000-\u001f\u007f-\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\\"'`]")


class Secrets:
    """Remembers secrets and hides them; any thread may do both."""

    def __init__(self) -> None:
        self._values: frozenset[str] = frozenset()
        self._parts: frozenset[str] = frozenset()
        self._short: frozenset[str] = frozenset()

    def remember(self, values: Iterable[str]) -> None:
        """Hide these values from now on, too."""
        new = {value.strip() for value in values if len(value.strip()) >= _SHORTEST} - self._values
        if not new:
            return
        shapes = {_folded(_BETWEEN.sub("", shape)) for value in new for shape in _shapes(value)}
        self._values |= new
        self._parts |= {
            shape[at : at + _PART] for shape in shapes for at in range(len(shape) - _PART + 1) if len(shape) >= _PART
        }
        self._short |= {shape for shape in shapes if _SHORTEST <= len(shape) < _PART}

    def remember_settings(self, settings: Mapping[str, str | None]) -> None:
        """Hide what these variables hold, where their names say that it is a secret, or an address has a password."""
        for name, value in settings.items():
            if value and _NAMES.search(name):
                self.remember([value])
            elif value and _ADDRESSES.search(name):
                self.remember(_passwords(value))

    def hide(self, text: str) -> str:
        """Return `text` with every stretch that gives a secret away replaced by `***`."""
        if not self._values:
            return text
        kept = [(at, folded) for at, character in enumerate(text) for folded in _folded(_BETWEEN.sub("", character))]
        letters = "".join(folded for _, folded in kept)
        hidden: set[int] = set()
        for size, known in ((_PART, self._parts), *((len(short), frozenset((short,))) for short in self._short)):
            for start in range(len(letters) - size + 1):
                if letters[start : start + size] in known:
                    hidden.update(range(kept[start][0], kept[start + size - 1][0] + 1))
        if not hidden:
            return text
        shown: list[str] = []
        for at, character in enumerate(text):
            if at not in hidden:
                shown.append(character)
            elif not shown or shown[-1] != MASK:
                shown.append(MASK)
        return "".join(shown)


def _shapes(value: str) -> Iterable[str]:
    yield value
    yield value[::-1]
    yield quote(value, safe="")
    yield quote_plus(value)
    data = value.encode("utf-8", "replace")
    yield data.hex()
    for before in range(3):  # where it stands in what was encoded decides which letters come out
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(b"\0" * before + data).decode("ascii").rstrip("=")
            yield encoded[(0, 2, 3)[before] : -1]  # without the letters that what stands beside it changes


def _passwords(address: str) -> list[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    return [part for part in (parts.username, parts.password) if part]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


SECRETS = Secrets()
