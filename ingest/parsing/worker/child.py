"""The inside of the reading child: documents in, articles out, within limits. Knows no parent but two pipes.

Run as a module by `parser.py`. A message is its length in eight bytes, then itself; a request is a JSON header and
the document's bytes, a reply is JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from ingest.article import Article
from ingest.documents import RawDocument, Reading, RefusedError
from ingest.parsing.worker.messages import LENGTH, OUT_OF_MEMORY

_SPENT = 400 * 1024  # kilobytes of resident memory from which a child is replaced


def _serve(memory: int, cpu_seconds: int) -> None:
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # whatever a library prints must not look like a reply
    from ingest.parsing.parse import parse

    _bound_memory(memory)
    while (request := _receive(requests)) is not None:
        data = _receive(requests)
        if data is None:
            return
        _bound_cpu(cpu_seconds)
        reply = _reply(parse, json.loads(request), data)
        reply["spent"] = _resident() > _SPENT
        encoded = json.dumps(reply).encode("ascii")
        replies.write(LENGTH.pack(len(encoded)) + encoded)
        replies.flush()


def _reply(parse: Callable[[RawDocument], Reading], header: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        reading = parse(RawDocument(data=data, **header))
    except RefusedError as error:
        return {"code": error.code, "params": error.params}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - the boundary: a library's bug on a stranger's bytes costs one file
        return {"code": "crashed", "params": {"error": type(error).__name__}}
    shown = [one.name for one in fields(Article) if one.init and one.name not in ("removed", "doubts")]
    return {
        "refused": [(one.code, dict(one.params)) for one in reading.refused],
        "articles": [
            {
                **{
                    name: value.isoformat() if isinstance(value := getattr(article, name), date) else value
                    for name in shown
                },
                "removed": [(one.text, one.reason) for one in article.removed],
                "doubts": [(one.code, dict(one.params)) for one in article.doubts],
            }
            for article in reading
        ],
    }


def _receive(stream: BinaryIO) -> bytes | None:
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    length = LENGTH.unpack(header)[0]
    data = stream.read(length)
    return data if len(data) == length else None


def _bound_memory(memory: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        return  # no such limit on this system: time and output stay bounded


def _bound_cpu(seconds: int) -> None:
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (ImportError, ValueError, OSError):
        return


def _resident() -> int:
    """Return the kilobytes that are resident now; 0 where the system does not say.

    Not `ru_maxrss`: on Linux a child inherits its parent's peak, and a parent with a chat model in it has gigabytes.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
