"""The command line: runs the command that the arguments name, and reports errors."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from app.cli.arguments import build_parser
from app.cli.reader import reader_language
from app.messages.errors import Language, SanadError

# Libraries read these when first imported. Nothing may leave the machine, whatever this shell has set for other
# programs; and waiting OpenMP threads spin by default, which on two cores starves the thread they wait for.
_LIBRARIES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
_UNLESS_SET = {"OMP_WAIT_POLICY": "passive"}

# The commands that change the library, of which one process at a time does.
_WRITERS = frozenset({"serve", "ingest", "remove", "reindex", "restore"})

# The commands that are not in a file of their own name.
_FILES = {"show": "articles", "remove": "articles", "restore": "backup"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 only if all of it worked, 1 where it did not, 2 for wrong arguments, 130 if stopped."""
    os.environ.update(_LIBRARIES)
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)
    # If the caller closed them, the next file opened (the library, say) would get their descriptors.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a terminal that cannot show a letter must not end the program
            reconfigure(encoding="utf-8", errors="replace")
    parsed = build_parser().parse_args(arguments)
    try:
        status = _run(parsed)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        with suppress(OSError):  # the reader of our output may be gone: write nothing more there, not even at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _say(_in_words(error), parsed)
        return 1
    return status


def _run(parsed: argparse.Namespace) -> int:
    try:
        # Imported only now: they import libraries that `--help` does not need.
        from app.logs import set_up_logs
        from app.settings import load_settings

        where = {name: getattr(parsed, name, None) for name in ("home", "host", "port")}
        settings = load_settings(**where)
        set_up_logs(settings.log_format)
        if parsed.command in _WRITERS:
            _refuse_second_writer(settings.home)
        command = import_module(f"app.cli.{_FILES.get(parsed.command, parsed.command)}")
        status: int = getattr(command, parsed.command)(parsed, settings)
        return status
    except SanadError as error:
        _say(error, parsed)
        if parsed.json:
            from app import json_shapes
            from app.cli import output as terminal

            terminal.put_json(json_shapes.error_json(error, _language(parsed)))
        return 1
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - the end of the program: whatever it was, the last line says what to do
        from app.messages.secrets import SECRETS

        sys.stderr.write(SECRETS.hide(traceback.format_exc()))
        _say(SanadError("internal", reason=f"{type(error).__name__}: {error}"), parsed)
        return 1


def _refuse_second_writer(home: Path) -> None:
    """Raise SanadError("locked") where another process writes, before a command imports for seconds what it needs."""
    from vectorstore.library.lock import HomeInUseError, WriterLock

    if not home.is_dir():
        return
    try:
        with WriterLock(home, timeout=0.5):
            pass
    except HomeInUseError as error:
        raise SanadError("locked", path=error.home, pid=error.pid or "?") from error
    except OSError as error:
        raise SanadError("no_write", path=home, reason=error.strerror or error) from error


def _in_words(error: OSError) -> SanadError:
    reason = error.strerror or error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SanadError("no_space", reason=reason)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and error.filename:
        return SanadError("no_write", path=error.filename, reason=reason)
    return SanadError("internal", reason=error)


def _say(error: SanadError, parsed: argparse.Namespace) -> None:
    sys.stderr.write(f"sanad: {error.message(_language(parsed))}\n")


def _language(parsed: argparse.Namespace) -> Language:
    return reader_language(getattr(parsed, "question", None))


if __name__ == "__main__":
    sys.exit(main())
