"""The command line: what `sanad` accepts. Knows how to read arguments and report errors; the work is in commands.py."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.cli.reader import reader_language
from app.messages.errors import Language, SanadError

if TYPE_CHECKING:
    from app.settings import Settings

_EPILOG = """\
examples:
  sanad serve                                open the page on http://127.0.0.1:7860
  sanad ingest seeds news.zip https://example.org/feed.xml
  sanad ask "كم بقي من المقاتلين في الرقة؟"
  sanad ask "Who is the coalition's spokesman?" --json
  sanad search "ceasefire violations" -k 5 --language ar
  sanad doctor                               is everything well, and what to do if not

Settings are environment variables or a .env file: see docs/settings.md.
All data lives in one folder, SANAD_HOME. Nothing leaves this machine unless you set a remote model.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="sanad",
        description="Sanad (سند): ask news articles in Arabic or English; every sentence cites its source.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON for other programs")
    common.add_argument("--home", metavar="DIR", help="folder of all data (default: SANAD_HOME)")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", parents=[common])

    serve = command("serve", "open the page: chat and library")
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1: this machine only)")
    serve.add_argument("--port", type=int, help="port to listen on (default 7860)")
    serve.add_argument(
        "--ingest", metavar="SOURCE", nargs="+", default=[], help="bring these articles up to date first"
    )

    ask = command("ask", "answer a question from the articles, every sentence cited")
    _question(ask)
    _filters(ask)

    search = command("search", "find the passages nearest to a question")
    _question(search)
    search.add_argument("-k", type=int, default=8, metavar="N", help="how many passages (default 8)")
    _filters(search)

    ingest = command("ingest", "read articles in: files, folders, .zip, URLs, feeds; again at any time")
    ingest.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, folder, .zip, http(s) URL or feed")
    ingest.add_argument("--prune", action="store_true", help="also remove articles whose file is gone from the folder")
    ingest.add_argument("--watch", action="store_true", help="go on, and look again at every interval")
    ingest.add_argument("--interval", type=float, default=60.0, metavar="SECONDS", help="for --watch (default 60)")

    command("articles", "list the articles")

    show = command("show", "print one article in full")
    show.add_argument("article_id", metavar="ARTICLE_ID")
    show.add_argument("--version", type=int, metavar="N", help="an earlier version (default: the present one)")
    show.add_argument("--removed", action="store_true", help="also what was taken off the page as furniture")

    remove = command("remove", "remove an article; answers given earlier can still show what they cited")
    remove.add_argument("article_id", metavar="ARTICLE_ID")

    command("reindex", "rebuild the search index from the library")
    command("doctor", "check models, library and index, and say what to do where something is wrong")

    model = command("model", "the local chat model")
    model.add_argument("action", choices=["pull"], help="pull: fetch and verify it (about 1.1 GB)")
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version  # looked up only when it is asked for

        sys.stdout.write(f"sanad {version('sanad')}\n")
        parser.exit()


def _question(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?", metavar="QUESTION", help="in Arabic or English")
    what.add_argument(
        "--jsonl",
        metavar="FILE",
        help='lines of {"id", "question", "history"?} from a file or - (standard input); one line of JSON for each',
    )


def _filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("only articles")
    group.add_argument("--outlet", action="append", default=[], metavar="NAME", help="of this outlet (repeatable)")
    group.add_argument("--language", action="append", default=[], choices=["ar", "en"], help="in this language")
    group.add_argument("--from", dest="published_from", metavar="YYYY-MM-DD", help="published on or after this day")
    group.add_argument("--to", dest="published_to", metavar="YYYY-MM-DD", help="published on or before this day")


# Read by libraries when they are first imported. Nothing is to leave the machine, whatever this shell has set for other
# programs; and OpenMP threads that wait spin by default, which on two cores starves whoever they wait for.
_LIBRARIES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
_UNLESS_SET = {"OMP_WAIT_POLICY": "passive"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 only if all of it worked, 1 where it did not, 2 for wrong arguments, 130 if stopped."""
    os.environ.update(_LIBRARIES)
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)
    # Where the caller closed them, the next file to be opened would get their numbers: the library, for one.
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
        with suppress(OSError):  # whoever read our output may have gone: say nothing more there, not even at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _say(_in_words(error), parsed)
        return 1
    return status


def _run(parsed: argparse.Namespace) -> int:
    try:
        settings = _settings(parsed)
        from app.cli import read_commands as commands  # brings in the storage libraries: `--help` stays quick

        return commands.run(parsed, settings)
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
        traceback.print_exc()
        _say(SanadError("internal", reason=f"{type(error).__name__}: {error}"), parsed)
        return 1


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


def _settings(parsed: argparse.Namespace) -> Settings:
    from app.settings import load_settings  # pydantic takes longer to import than `--help` to print

    return load_settings(home=parsed.home, host=getattr(parsed, "host", None), port=getattr(parsed, "port", None))


if __name__ == "__main__":
    sys.exit(main())
