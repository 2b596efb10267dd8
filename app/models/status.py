"""How far along a chat model is. Plain data: knows no model, file or page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.messages.errors import SanadError

State = Literal["absent", "fetching", "verifying", "loading", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Where the model is on its way to `ready`. `done` of `total` are bytes (0 of 0 where there are none)."""

    state: State
    done: int = 0
    total: int = 0
    error: SanadError | None = None

    @property
    def percent(self) -> int:
        """Whole percent of the bytes that are there, 0 to 100; rounded down, so 100 means all of them."""
        return min(100, self.done * 100 // self.total) if self.total else 0


READY = ModelStatus("ready")
"""The status of a model that needs no preparation."""
