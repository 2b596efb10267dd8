"""What a server said to recognise its page by the next time. Plain data: knows no request and no storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Validator:
    """The two HTTP validators of a page, as the server sent them; None where it sent none.

    https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests
    """

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


class Earlier(Protocol):
    """What earlier runs left behind, as far as sources have to know it."""

    def knows(self, identity: str) -> bool:
        """Return whether an article of this identity is stored."""

    def validator(self, identity: str) -> Validator | None:
        """Return the validators of a stored page, None where it must be fetched in full."""


class NothingEarlier:
    """The first run: nothing is stored."""

    def knows(self, identity: str) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def validator(self, identity: str) -> Validator | None:  # noqa: ARG002
        """Return None."""
        return None
