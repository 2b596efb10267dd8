"""The only way out to the network: resolves, checks every address, connects to the checked one, and minds the clock.

Knows no HTTP. The check is made on what the resolver answered at the moment of connecting, and the connection goes
to that very address: there is no second look-up that could answer differently.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from ingest.sources.addresses import is_public

Resolver = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]
Clock = Callable[[], float]

_ADDRESSES_TRIED = 4  # a name with many dead addresses must not use up the time of those that follow


class AddressError(Exception):
    """A host that leads somewhere not public; nothing was connected to."""


class ResolutionError(Exception):
    """A host that no resolver knows."""


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return the addresses the operating system resolves `host` to, in its order. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def system_connect(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    """Return a TCP connection to a numeric `address`. Raises httpcore's connect errors."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout)


class Deadline:
    """A moment by which everything has to be over; counted from its making, in seconds."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the seconds left. Raises httpcore.ReadTimeout when there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("no time left")
        return left


class GuardedBackend(httpcore.NetworkBackend):
    """httpcore's network: connects to public addresses only, within one deadline."""

    def __init__(self, resolver: Resolver, connect: Connect, connect_seconds: float, deadline: Deadline) -> None:
        self._resolver = resolver
        self._connect = connect
        self._connect_seconds = connect_seconds
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Return a connection to `host`. Raises AddressError, ResolutionError or httpcore's errors."""
        addresses = list(dict.fromkeys(self._resolve(host, port)))
        if not addresses:
            raise ResolutionError(host)
        if not all(is_public(address) for address in addresses):
            raise AddressError(host)
        failure: Exception = ResolutionError(host)
        for address in addresses[:_ADDRESSES_TRIED]:
            try:
                stream = self._connect(address, port, min(self._connect_seconds, self._deadline.remaining()))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Raise AddressError: no page is behind a local socket."""
        raise AddressError(path)

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        """Return what the resolver says within the deadline; it cannot be interrupted, so it gets its own thread."""
        answers: queue.SimpleQueue[Sequence[str] | None] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            except (OSError, UnicodeError, ValueError):
                answers.put(None)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=min(self._connect_seconds, self._deadline.remaining()))
        except queue.Empty:
            raise httpcore.ConnectTimeout("the name server does not answer") from None
        if answer is None:
            raise ResolutionError(host)
        return answer


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no operation outlives the deadline, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.remaining())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
