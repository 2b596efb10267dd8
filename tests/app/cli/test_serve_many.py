"""A page that others reach, from outside: limits, health, numbers, the audit log, what a proxy is believed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests import ROOT
from tests.app.cli.test_serve import until
from tests.serving import call, serving

pytestmark = pytest.mark.slow


@pytest.fixture
def home(stocked_home: Path, tmp_path: Path) -> Path:
    """Return a data folder of two articles."""
    return Path(shutil.copytree(stocked_home, tmp_path / "home"))


def test_many_visitors_behind_a_proxy(home: Path, tmp_path: Path) -> None:
    news = tmp_path / "bridge.txt"
    news.write_text("The bridge\n\nThe bridge of Gabes closed on Monday for repairs.\n", "utf-8")
    settings = {"SANAD_TRUSTED_PROXY": "127.0.0.1", "SANAD_CHAT_LIMIT": "2", "SANAD_UPLOAD_LIMIT": "1"}
    with serving(home, "--ingest", str(news), **settings, SANAD_INGEST_LIMIT="1") as program:
        client = httpx.Client(base_url=program.address, timeout=60)
        assert client.get("/healthz").text == "ok\n"
        until(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json() == {"ready": True, "waiting": {}}

        def ask(address: str, **headers: str) -> httpx.Response:
            asked = {"data": ["How much did the port of Sfax handle?", []]}
            return client.post("/gradio_api/call/ask", json=asked, headers={"x-forwarded-for": address, **headers})

        assert [ask("10.0.0.1").status_code for _ in range(3)] == [200, 200, 429]
        assert ask("10.0.0.2").status_code == 200
        assert ask("10.0.0.1, 10.0.0.2").status_code == 200, "only the proxy's own word counts, the last one"
        refused = ask("10.0.0.1", cookie="sanad-language=ar")
        assert "حاول مجددًا" in refused.json()["detail"]
        assert 0 < int(refused.headers["retry-after"]) <= 60
        large = {"files": ("x.txt", b"x" * 2_000_000)}
        assert client.post("/gradio_api/upload", files=large).status_code == 429
        assert client.post("/gradio_api/upload", files={"files": ("x.txt", b"x")}).status_code == 200

        over_tls = client.get("/", headers={"x-forwarded-for": "10.0.0.3", "x-forwarded-proto": "https"})
        assert "max-age" in over_tls.headers["strict-transport-security"]
        assert over_tls.headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in client.get("/").headers

        until(lambda: len(call(program.address, "articles")) == 3)  # type: ignore[arg-type]
        numbers = client.get("/metrics").text
        assert 'sanad_changes_total{action="added"} 1.0' in numbers
        assert "sanad_articles 3.0" in numbers
        assert 'sanad_answers_total{outcome="answered"}' in numbers
        assert 'sanad_answer_seconds_bucket{le="1.0",stage="whole"}' in numbers
        assert client.get("/metrics", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 404
        sources = {"data": [["http://127.0.0.1/x"]]}
        ingested = [
            client.post("/gradio_api/call/ingest", json=sources, headers={"x-forwarded-for": "10.0.0.9"}).status_code
            for _ in range(2)
        ]
        assert ingested == [200, 429]
        client.close()
    (entry,) = [json.loads(line) for line in (home / "audit.jsonl").read_text("utf-8").splitlines()][-1:]
    assert (entry["action"], entry["by"], entry["version"]) == ("added", "command line", 1)
    assert entry["source"] == str(news)
    assert "repairs" not in json.dumps(entry)


@pytest.mark.parametrize(("allowed", "starts"), [({}, False), ({"SANAD_ALLOW_OPEN": "yes"}, True)])
def test_a_page_that_stands_open_is_meant_to(home: Path, allowed: dict[str, str], starts: bool) -> None:
    if starts:
        with serving(home, "--host", "0.0.0.0", **allowed) as program:
            assert "Open to whoever reaches it" in program.written()
        return
    ended = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", "0", "--host", "0.0.0.0"],
        cwd=ROOT, env={**os.environ, "SANAD_HOME": str(home), "LANG": "C.UTF-8"}, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "SANAD_ALLOW_OPEN=yes" in ended.stderr.decode()
