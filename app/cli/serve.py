"""`sanad serve`: the page, until it is interrupted."""

from __future__ import annotations

import argparse
import errno
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from types import FrameType
from typing import Any

from app.cli import output as terminal
from app.cli.ingest import ingest_once, put_report
from app.cli.reader import reader_language
from app.ingestion.ingestion import Ingestion
from app.messages.errors import SanadError
from app.messages.terminal import say
from app.models.provider import ChatModels
from app.services import Store, make_assistant, open_ingestion, open_models, open_store
from app.settings import Settings
from app.warmup import warm_up

# A search or a short reply of the model may be under way when the program is stopped.
_LONGEST_WARMING = 10.0


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve the page until interrupted. The model is fetched meanwhile; until it is there, answers are quotes."""
    _check_port(settings)
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, write=True))
        models = stack.enter_context(open_models(settings))
        ingestion = stack.enter_context(open_ingestion(store))
        if arguments.ingest:
            report = ingest_once(ingestion, arguments.ingest, threading.Event(), quiet=arguments.json)
            put_report(report, arguments)
        _serve_page(store, models, ingestion, settings, as_json=arguments.json)
    return 0


def _serve_page(store: Store, models: ChatModels, ingestion: Ingestion, settings: Settings, *, as_json: bool) -> None:
    from app.desk import NewsDesk
    from app.serving import open_page  # Gradio takes seconds to import: only the page needs it

    assistant, stop = make_assistant(store, models), threading.Event()
    page = open_page(NewsDesk(store, models, assistant, ingestion), settings)
    warming = warm_up(store, assistant, models, stop)
    if as_json:
        terminal.put_json({"address": page.address}, indent=None)
    else:
        terminal.put(say("serving", reader_language(), address=page.address))
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write(say("stopping", reader_language()) + "\n")
    finally:
        stop.set()
        page.stop()
        warming.join(_LONGEST_WARMING)


def _check_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SanadError("port_in_use", port=settings.port) from error
            where = f"{settings.host}:{settings.port}"
            reason = f"{where}: {error.strerror or error}"
            raise SanadError("bad_setting", name="SANAD_HOST / SANAD_PORT", reason=reason) from error


def _interrupt(_number: int, _frame: FrameType | None) -> Any:
    raise KeyboardInterrupt
