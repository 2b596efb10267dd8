"""What a chat server may do to a request, from a good answer to every fault we know. Knows no client."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from tests.fakes.chat_server import Connection, Reply, Request

_LONG = 60.0  # of a stall: the client gives up long before


def chunk(text: str | None, finish: str | None = None) -> dict[str, object]:
    """Return the payload of one streamed event."""
    delta = {"role": "assistant"} if text is None else {"content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def usage(input_tokens: int = 11, output_tokens: int = 7) -> dict[str, object]:
    """Return the payload of the event that ends a stream with usage."""
    total = {"prompt_tokens": input_tokens, "completion_tokens": output_tokens}
    return chunk("") | {"choices": [], "usage": total | {"total_tokens": input_tokens + output_tokens}}


def _begin(connection: Connection, pieces: Iterable[str] = ()) -> None:
    connection.start()
    connection.event(chunk(None))
    for piece in pieces:
        connection.event(chunk(piece))


def _end(connection: Connection, finish: str = "stop") -> None:
    connection.event(chunk("", finish))
    connection.event(usage())
    connection.write(b"data: [DONE]\n\n")


def text(*pieces: str, finish: str = "stop", pause: float = 0.0) -> Reply:
    """Stream `pieces` as they are; `pause` seconds between them."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        for piece in pieces:
            connection.event(chunk(piece))
            if pause:
                connection.pause(pause)
        _end(connection, finish)

    return reply


def answer(compose: Callable[[Request], str], size: int = 7) -> Reply:
    """Stream what `compose` makes of the request, `size` characters at a time; blocking callers get it whole."""

    def reply(connection: Connection) -> None:
        words = compose(connection.request)
        if not connection.request.body.get("stream"):
            whole(words)(connection)
            return
        text(*(words[n : n + size] for n in range(0, len(words), size)))(connection)

    return reply


def whole(words: str) -> Reply:
    """Answer without streaming."""
    message = {"role": "assistant", "content": words}
    totals = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    payload = {"id": "1", "object": "chat.completion", "created": 1, "model": "fake", "choices": [choice]}
    return body(json.dumps(payload | {"usage": totals}), {"Content-Type": "application/json"})


def body(content: str | bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> Reply:
    """Send `content` as it is."""

    def reply(connection: Connection) -> None:
        connection.start(status, headers or {"Content-Type": "text/html"})
        connection.write(content.encode() if isinstance(content, str) else content)

    return reply


def error(status: int, message: str, code: str | None = None, headers: Mapping[str, str] | None = None) -> Reply:
    """Refuse with `status` and an error object."""
    payload = json.dumps({"error": {"message": message, "type": "error", "code": code}})
    return body(payload, {"Content-Type": "application/json"} | dict(headers or {}), status)


def wrong_key() -> Reply:
    """401, with the key in the message as OpenAI does it."""
    return error(401, "Incorrect API key provided: sk-abcd1234efgh5678. You can find yours …", "invalid_api_key")


def forbidden() -> Reply:
    """403."""
    return error(403, "You are not allowed to sample from this model")


def no_such_model() -> Reply:
    """404 of a model."""
    return error(404, "The model `fake` does not exist or you do not have access to it.", "model_not_found")


def rate_limited(retry_after: str | None = None) -> Reply:
    """429; `retry_after` is the header's value."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return error(429, "Rate limit reached for requests", "rate_limit_exceeded", headers)


def no_quota() -> Reply:
    """429 of an account without credit."""
    return error(429, "You exceeded your current quota, please check your plan.", "insufficient_quota")


def server_error(status: int = 500) -> Reply:
    """5xx."""
    return error(status, "The server had an error while processing your request")


def context_overflow() -> Reply:
    """400 as OpenAI says it; llama.cpp says `exceed_context_size_error`."""
    return error(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded")


def filtered() -> Reply:
    """400 of a content filter."""
    return error(400, "The response was filtered due to the content management policy.", "content_filter")


def stall(*pieces: str, headers: bool = True) -> Reply:
    """Send `pieces`, then nothing; with `headers=False` not even a status line."""

    def reply(connection: Connection) -> None:
        if headers:
            _begin(connection, pieces)
        connection.pause(_LONG)

    return reply


def drop(*pieces: str, headers: bool = True) -> Reply:
    """Send `pieces`, then a TCP reset."""

    def reply(connection: Connection) -> None:
        if headers:
            _begin(connection, pieces)
        connection.reset()

    return reply


def raw(data: bytes, *pieces: str) -> Reply:
    """Send `pieces`, then `data` in the middle of the stream, then end as if nothing had happened."""

    def reply(connection: Connection) -> None:
        _begin(connection, pieces)
        connection.write(data)
        _end(connection)

    return reply


def invalid_json(*pieces: str) -> Reply:
    """Break off inside an event's JSON."""
    return raw(b'data: {"choices": [{"delta": {"content": "x\n\n', *pieces)


def invalid_utf8(*pieces: str) -> Reply:
    """Send bytes that are no text."""
    return raw(b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xfe\xd8"}}]}\n\n', *pieces)


def split_characters(words: str) -> Reply:
    """Send every byte in a TCP segment of its own, so that Arabic letters arrive in halves."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        for byte in b"data: " + json.dumps(chunk(words), ensure_ascii=False).encode() + b"\n\n":
            connection.write(bytes([byte]))
        _end(connection)

    return reply


def no_done(*pieces: str) -> Reply:
    """End the stream without `[DONE]`, finish reason or usage."""

    def reply(connection: Connection) -> None:
        _begin(connection, pieces)

    return reply


def empty_choices(*pieces: str) -> Reply:
    """Send events without choices around each piece, as some gateways do."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        for piece in pieces:
            connection.event(chunk("") | {"choices": []})
            connection.event(chunk(piece))
        _end(connection)

    return reply


def endless(piece: str = "word ") -> Reply:
    """Stream `piece` until the client leaves."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        while True:
            connection.event(chunk(piece))

    return reply


def endless_line() -> Reply:
    """Send one event that never ends."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        while True:
            connection.write(b"x" * 65536)

    return reply


def thinking(*thoughts: str, answer: str = "", field: str = "reasoning_content", pause: float = 0.0) -> Reply:
    """Stream `thoughts` beside the text, as vLLM, DeepSeek and OpenRouter do, then `answer`."""

    def reply(connection: Connection) -> None:
        _begin(connection)
        for thought in thoughts:
            delta = {"content": None, field: thought}
            connection.event(chunk("") | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            if pause:
                connection.pause(pause)
        if answer:
            connection.event(chunk(answer))
        _end(connection, "stop" if answer else "length")

    return reply


def records(data: bytes, *pieces: str) -> Reply:
    """Send `data` (comments, `retry:`, `id:`) before each piece and at the end."""

    def reply(connection: Connection) -> None:
        connection.start()
        for piece in pieces:
            connection.write(data)
            connection.event(chunk(piece))
        connection.write(data)
        _end(connection)

    return reply


def refusing(named: Callable[[Mapping[str, object]], str | None], then: Reply, status: int = 400) -> Reply:
    """Refuse with the complaint that `named` has about the request's body; where it has none, go on as `then`."""

    def reply(connection: Connection) -> None:
        complaint = named(connection.request.body)
        (then if complaint is None else error(status, complaint))(connection)

    return reply
