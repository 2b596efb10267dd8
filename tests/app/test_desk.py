"""The page's desk: what goes wrong below it arrives in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from app.desk import NewsDesk
from app.messages.errors import SanadError
from vectorstore.index.index import IndexDamagedError


class DamagedRetriever:
    def search(self, *_: object, **__: object) -> list[Any]:
        raise IndexDamagedError("a torn page")


def test_an_index_that_is_damaged_is_told_with_its_remedy() -> None:
    store: Any = SimpleNamespace(retriever=DamagedRetriever())
    desk = NewsDesk(store, *[SimpleNamespace()] * 3)  # type: ignore[arg-type]
    with pytest.raises(SanadError, match="sanad reindex"):
        desk.search("question", 3)
