"""Reads a chat server's events as leniently as servers write them, and writes them as every client reads them. Pure."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

DONE = b"data: [DONE]\n\n"


async def clean_records(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the stream's events, one `data:` record at a time; comments, `id:`, `retry:` and empty records go.

    An error that comes as an event of its own kind, or bare, becomes the object that OpenAI's clients raise.
    """
    held, fields = b"", []
    async for block in blocks:
        *lines, held = (held + block).split(b"\n")
        for line in lines:
            line = line.rstrip(b"\r")
            if line:
                fields.append(line)
            elif record := _record(fields):
                yield record
            if not line:
                fields = []
    if record := _record([*fields, held.rstrip(b"\r")]):
        yield record


def _record(lines: list[bytes]) -> bytes | None:
    data, kind = [], b""
    for line in lines:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            data.append(value)
        elif name == b"event":
            kind = value
        elif name == b"error":  # llama.cpp
            data, kind = [value], b"error"
    text = b"\n".join(data)
    if not text.strip():
        return None
    if kind == b"error" or (b'"choices"' not in text and b'"error"' not in text):
        text = _as_error(text, certain=kind == b"error")
    return b"".join(b"data: " + line + b"\n" for line in text.split(b"\n")) + b"\n"


def _as_error(text: bytes, *, certain: bool) -> bytes:
    try:
        found = json.loads(text)
    except ValueError:
        found = {"message": text.decode("utf-8", "replace")} if certain else None
    if not isinstance(found, dict) or "error" in found:
        return text
    is_error = certain or found.get("object") == "error" or ("message" in found and "code" in found)
    return json.dumps({"error": found}).encode() if is_error else text


def as_records(body: bytes) -> bytes | None:
    """Return a whole reply in JSON as the events of a stream; None where it is no reply."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    if found.get("error"):
        return _event({"error": found["error"]})
    choices = found.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        return None
    choice = choices[0]
    delta = choice.get("message") or choice.get("delta") or {"content": choice.get("text") or ""}
    event: dict[str, Any] = {key: value for key, value in found.items() if key not in ("choices", "usage")}
    event["choices"] = [{"index": 0, "delta": delta, "finish_reason": choice.get("finish_reason")}]
    records = _event(event)
    if isinstance(found.get("usage"), dict):
        records += _event({**event, "choices": [], "usage": found["usage"]})
    return records + DONE


def _event(payload: object) -> bytes:
    return b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\n\n"
