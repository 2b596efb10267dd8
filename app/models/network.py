"""Which way to a model's server: proxies, certificates, and what is wrong with them, named by variable. Asks nobody."""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.messages.errors import SanadError

NETWORK_ERRORS = frozenset({"bad_proxy", "socks_missing", "bad_certificate_file"})
"""The codes of what `client_options` and `check_way` raise."""

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})
# Names that only a private network resolves; a name without a dot is one of them.
_PRIVATE_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".intranet")


def is_private(address: str) -> bool:
    """Return whether `address` (a URL) is on this machine or in a private network, where no proxy leads."""
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_PRIVATE_ENDINGS))
    return found.is_private or found.is_loopback or found.is_link_local


def client_options(address: str | None, *, proxy: str | None = None) -> dict[str, Any]:
    """Return what an httpx client needs for the server at `address` (None: a provider's own).

    `proxy` is one set for models alone, which goes before those of the environment. Raises SanadError
    (socks_missing, bad_proxy, bad_certificate_file) where the way is barred, with the variable to correct.
    """
    private = address is not None and is_private(address)
    if private:
        proxy = None
    else:
        check_way(proxy)
    options: dict[str, Any] = {"trust_env": not private, "verify": _certificates(address)}
    if proxy:
        options["proxy"] = proxy
    return options


def check_way(proxy: str | None = None) -> None:
    """Raise SanadError for a proxy or certificate file that no client could use; see `client_options`."""
    for variable, value in [("OPENAI_PROXY", proxy)] if proxy else _set_proxies():
        scheme = urlsplit(value if "://" in value else f"http://{value}").scheme.lower()
        if scheme not in _SCHEMES:
            raise SanadError("bad_proxy", variable=variable, proxy=value)
        if scheme.startswith("socks") and find_spec("socksio") is None:
            raise SanadError("socks_missing", variable=variable, proxy=value)
    _certificates(None)


@contextmanager
def direct() -> Iterator[None]:
    """Leave out this process's proxies and certificate file for a while: for a library that calls this very machine."""
    names = [name for name in os.environ if name.upper() in (*_PROXIES, "SSL_CERT_FILE")]
    kept = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(kept)


def proxy_of(address: str) -> tuple[str, str] | None:
    """Return the variable and the proxy of the environment by which `address` is reached, None where by none."""
    if is_private(address):
        return None
    scheme = urlsplit(address).scheme.upper()
    return next(((name, value) for name, value in _set_proxies() if name in (f"{scheme}_PROXY", "ALL_PROXY")), None)


def _set_proxies() -> Iterator[tuple[str, str]]:
    for variable in _PROXIES:
        value = os.environ.get(variable.lower()) or os.environ.get(variable)
        if value:
            yield variable, value.strip()


def _certificates(address: str | None) -> ssl.SSLContext | bool:
    """Return the certificates of SSL_CERT_FILE, which httpx reads only where it also takes the proxies."""
    path = os.environ.get("SSL_CERT_FILE")
    if not path or (address is not None and urlsplit(address).scheme == "http"):
        return True
    try:
        return ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError) as error:
        reason = "no such file" if not Path(path).exists() else str(error)
        raise SanadError("bad_certificate_file", variable="SSL_CERT_FILE", path=path, reason=reason) from error
