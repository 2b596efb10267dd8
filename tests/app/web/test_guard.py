"""Requests that other sites' pages make, and callers that are no page: over HTTP, and by a page in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from app.web.door import Serving
from app.web.guard import Doors
from app.web.page import build_page, launch_page
from tests.app.web.conftest import QUIET_PANDAS
from tests.app.web.fake_desk import FakeDesk
from tests.app.web.test_api import SHAPES

pytestmark = [pytest.mark.slow, QUIET_PANDAS]


def numbers(address: str) -> dict[str, int]:
    """Return the number of each handler by its name, private ones too."""
    config = httpx.get(f"{address}config").json()
    return {str(one["api_name"]): int(one["id"]) for one in config["dependencies"]}


def join(number: int) -> dict[str, Any]:
    return {"fn_index": number, "data": ["", "en"], "session_hash": "s", "event_data": {"article": "a1"}}


def host_of(address: str) -> str:
    return address.removeprefix("http://").rstrip("/")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.nip.io", "localhost.evil.example", "10.0.0.7", "[::2]", ""]
)
def test_a_foreign_host_is_refused(address: str, host: str) -> None:
    port = host_of(address).rpartition(":")[2]
    for path in ("", "config", "gradio_api/info"):
        reply = httpx.get(address + path, headers={"host": f"{host}:{port}" if host else ""})
        assert reply.status_code == 421
        assert "SANAD_ALLOWED_HOSTS" in reply.text


def test_our_own_names_are_answered(address: str) -> None:
    port = host_of(address).rpartition(":")[2]
    for host in ("localhost", "127.0.0.1", "LOCALHOST", "localhost."):
        assert httpx.get(address, headers={"host": f"{host}:{port}"}).status_code == 200


@pytest.mark.parametrize(
    ("listening", "allowed", "host", "ours"),
    [
        ("127.0.0.1", (), "localhost:7860", True),
        ("127.0.0.1", (), "192.168.1.5:7860", False),
        ("127.0.0.1", ("news.example",), "news.example", True),
        ("127.0.0.1", ("News.Example",), "NEWS.example:443", True),
        ("127.0.0.1", ("news.example",), "a.news.example", False),
        ("0.0.0.0", (), "192.168.1.5:7860", True),
        ("0.0.0.0", (), "[fe80::1]:7860", True),
        ("0.0.0.0", (), "desk.lan:7860", False),
        ("0.0.0.0", (), "", False),
        ("0.0.0.0", (), "a b", False),
        ("desk.lan", (), "desk.lan:7860", True),
    ],
)
def test_which_hosts_are_ours(listening: str, allowed: tuple[str, ...], host: str, ours: bool) -> None:
    assert Doors.of(listening, allowed).has(host) is ours


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"origin": "https://sub.news.example", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "origin": "null"},
    ],
)
def test_a_request_of_another_sites_page_is_refused_and_nothing_is_done(
    desk: FakeDesk, address: str, headers: dict[str, str]
) -> None:
    before = list(desk.stored)
    calls = join(numbers(address)["_remove"])
    replies = [
        httpx.post(f"{address}gradio_api/queue/join", json=calls, headers=headers),
        httpx.post(f"{address}gradio_api/run/predict", json=calls, headers=headers),
        httpx.post(f"{address}gradio_api/upload", files={"files": b"x"}, headers=headers),
        httpx.get(f"{address}config", headers=headers),
        httpx.options(f"{address}gradio_api/queue/join", headers=headers),
    ]
    assert {reply.status_code for reply in replies} == {403}
    assert not any("access-control-allow-origin" in reply.headers for reply in replies)
    assert list(desk.stored) == before


def test_a_link_from_another_site_opens_the_page(address: str) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert httpx.get(address, headers=link).status_code == 200


def test_what_a_client_says_of_a_proxy_changes_no_address(address: str) -> None:
    lies = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-gradio-server": "https://evil.example"}
    assert "evil.example" not in httpx.get(address, headers=lies).text
    assert httpx.get(f"{address}config", headers=lies).json()["root"] == address.rstrip("/")


def test_private_handlers_take_calls_of_the_page_only(desk: FakeDesk, address: str) -> None:
    remove = numbers(address)["_remove"]
    for number in (remove, str(remove), float(remove), f"{remove}.0", [remove], True):
        for path in ("queue/join", "queue/join/", "run/predict", "api/predict/", "call/_remove", "call/v2/x"):
            reply = httpx.post(f"{address}gradio_api/{path}", json=join(0) | {"fn_index": number})
            assert reply.status_code in (403, 404, 307), (path, number)
    for name in numbers(address):
        assert httpx.post(f"{address}gradio_api/call/{name}", json={"data": []}).status_code == 403, name
    assert "a1" in desk.stored
    mine = {"origin": address.rstrip("/")}
    assert httpx.post(f"{address}gradio_api/queue/join", json=join(remove), headers=mine).status_code == 200


def test_programs_may_call_the_public_endpoints_without_an_origin() -> None:
    page = launch_page(build_page(FakeDesk(pause=0), SHAPES), Serving(port=0))
    try:
        called = httpx.post(f"{page.address}gradio_api/call/articles", json={"data": []})
        assert called.status_code == 200
        assert "event_id" in called.json()
    finally:
        page.stop()


_ATTACK = """async ([target, number]) => {
  const call = JSON.stringify({fn_index: number, data: ["", "en"], session_hash: "s", event_data: {article: "a1"}});
  const json = {"content-type": "application/json"};
  const file = new FormData(); file.append("files", new Blob(["x"]), "x.txt");
  const tries = [
    () => fetch(target + "gradio_api/queue/join", {method: "POST", body: call, mode: "no-cors"}),
    () => fetch(target + "gradio_api/queue/join", {method: "POST", body: call, headers: json}),
    () => fetch(target + "gradio_api/run/predict", {method: "POST", body: call, credentials: "include"}),
    () => fetch(target + "gradio_api/upload", {method: "POST", body: file, mode: "no-cors"}),
    () => fetch(target + "config"),
  ];
  const read = [];
  for (const attempt of tries) {
    try { const reply = await attempt(); read.push(reply.type === "opaque" ? "opaque" : reply.status); }
    catch { read.push("blocked"); }
  }
  return read;
}"""


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """Yield the port of another site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("site", ["127.0.0.1", "localhost", "evil.localhost", "rebound"])
def test_no_page_elsewhere_can_drive_it(
    browser: Browser, desk: FakeDesk, address: str, elsewhere: int, site: str
) -> None:
    """From another port, another name of this machine, a foreign name, and a foreign name that leads here."""
    number, port = numbers(address)["_remove"], host_of(address).rpartition(":")[2]
    before, uploads = list(desk.stored), f"http://{'evil.localhost' if site == 'rebound' else '127.0.0.1'}:{port}/"
    context = browser.new_context()
    page = context.new_page()
    if site == "rebound":
        reply = page.goto(uploads)
        assert reply is not None
        assert reply.status == 421
    else:
        page.goto(f"http://{site}:{elsewhere}/")
    read = page.evaluate(_ATTACK, [uploads, number])
    context.close()
    assert set(read) <= {"opaque", "blocked", 421}
    assert list(desk.stored) == before
