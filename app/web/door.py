"""Opens the page's port before there is a page, behind the guard. Knows no component and no setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.web.guard import Doors, Guard
from app.web.headers import Shield
from app.web.opening import Opening
from app.web.server import Served, serve_app


@dataclass(frozen=True, slots=True)
class Serving:
    """How a page is served. `trusted` are addresses of proxies whose word on a visitor's address and scheme counts.

    `blocked_paths` are directories (the data directory) that no file route may ever serve. `max_file_size` is that of
    the largest .zip which ingest takes; what is too large for another reason is told in its report. `root_path` is the
    page's path, or its whole address, where a proxy serves it under another one.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    doors: Doors = field(default_factory=Doors)
    trusted: tuple[str, ...] = ()
    blocked_paths: tuple[Path, ...] = ()
    max_file_size: str = "200mb"
    root_path: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """An open port: what it shows for now, and how to stop serving."""

    serving: Serving
    opening: Opening
    served: Served


def open_door(serving: Serving) -> Door:
    """Serve in the background, for now only the word that the page is on its way.

    Port 0 takes one that is free. Raises OSError where the port is taken.
    """
    opening = Opening()
    app = Shield(Guard(opening, serving.doors))
    return Door(serving, opening, serve_app(app, host=serving.host, port=serving.port, trusted=serving.trusted))
