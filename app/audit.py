"""The audit log: what was added, changed and removed, when and from where. Knows no article's text."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

from app.ingestion.report import Change
from app.messages.secrets import SECRETS

_log = logging.getLogger(__name__)


class AuditLog:
    """Appends one line of JSON for each change to a file; a line that can't be written is told in the log."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()

    def record(self, change: Change) -> None:
        """Write one change down."""
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "action": change.action,
            "article_id": change.article_id,
            "version": change.version,
            "source": SECRETS.hide(change.source),
            "by": change.by,
        }
        try:
            with self._writing, self._path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        except OSError as error:
            _log.error(
                "the audit log %s can't be written (%s): %s %s", self._path, error, change.action, change.article_id
            )
