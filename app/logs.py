"""How the program logs: one line a record on standard error, without secrets, as text or as JSON. Knows no command."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from app.messages.secrets import SECRETS

LogFormat = Literal["text", "json"]


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.hide(super().format(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": SECRETS.hide(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = SECRETS.hide(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def set_up_logs(form: LogFormat) -> None:
    """Log warnings and errors of the program and its libraries; where a host program logs already, leave it at that."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
