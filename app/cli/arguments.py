"""The commands of `sanad` and their arguments. Imports no other part of the program, so that `--help` is fast."""

from __future__ import annotations

import argparse
import sys
from typing import Any

_EPILOG = """\
examples:
  sanad serve                                open the page on http://127.0.0.1:7860
  sanad ingest seeds news.zip https://example.org/feed.xml
  sanad ask "كم بقي من المقاتلين في الرقة؟"
  sanad ask "Who is the coalition's spokesman?" --json
  sanad search "ceasefire violations" -k 5 --language ar
  sanad check draft.txt                      is every sentence of a draft supported by the library
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

    check = command("check", "check sentences: is each supported by its source, or by the library")
    what = check.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help="a text, or - for standard input, sentence by sentence")
    what.add_argument(
        "--jsonl",
        metavar="FILE",
        help='lines of {"id", "sentence", "source"?, "context"?} from a file or -; without source, against the library',
    )

    ingest = command("ingest", "read articles in: files, folders, .zip, URLs, feeds; again at any time")
    ingest.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, folder, .zip, http(s) URL or feed")
    ingest.add_argument(
        "--accept", action="store_true", help="also take pages that share nothing with their stored version"
    )
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
    backup = command("backup", "copy the library to a file, verified, also while the page is open")
    backup.add_argument("file", metavar="FILE", help="the copy; one of that name is replaced")
    restore = command("restore", "make a backup the library; the present one is kept beside it")
    restore.add_argument("file", metavar="FILE", help="what `sanad backup` wrote")

    doctor = command("doctor", "check models, library and index, and say what to do where something is wrong")
    doctor.add_argument("--deep", action="store_true", help="also read every article and compare its checksum")

    model = command("model", "the local chat models: fetch, list, choose")
    model.add_argument(
        "action", choices=["list", "pull", "use"], help="pull: fetch and verify one; use: write it into .env"
    )
    model.add_argument(
        "model",
        nargs="?",
        help="pull: hf:OWNER/REPO/FILE.gguf (default: the small one, about 1.1 GB); use: a name of the list",
    )
    return parser


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


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version  # looked up only when it is asked for

        sys.stdout.write(f"sanad {version('sanad')}\n")
        parser.exit()
