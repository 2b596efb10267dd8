"""The four public endpoints answer other programs in JSON; nothing else of the page is to be called."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

from app.web.desk_protocol import Shapes
from app.web.door import Serving
from app.web.guard import Doors
from app.web.page import build_page, launch_page
from tests.app.web.conftest import QUIET_PANDAS
from tests.app.web.fake_desk import FakeDesk

pytestmark = [pytest.mark.slow, QUIET_PANDAS]

SHAPES = Shapes(
    answer=lambda answer: {"question": answer.question, "sentences": [s.text for s in answer.sentences]},
    hits=lambda question, hits, ms: {"question": question, "passages": [hit.text for hit in hits]},
    articles=lambda articles: [{"article_id": article.article_id} for article in articles],
    report=lambda summary: {"added": summary.added, "rejected": len(summary.rejected)},
)


@pytest.fixture(scope="module")
def desk() -> FakeDesk:
    return FakeDesk(pause=0)


@pytest.fixture(scope="module")
def client(desk: FakeDesk) -> Iterator[Client]:
    blocks: gr.Blocks = build_page(desk, SHAPES)
    page = launch_page(blocks, Serving(port=0))
    client = Client(page.address, verbose=False, analytics_enabled=False)
    yield client
    client.close()
    page.stop()


def test_exactly_the_four_endpoints_are_public(client: Client) -> None:
    information: Any = client.view_api(return_format="dict")
    assert set(information["named_endpoints"]) == {"/ask", "/search", "/ingest", "/articles"}
    assert information["unnamed_endpoints"] == {}


def test_asking_returns_the_answer_and_passes_the_history_on(client: Client, desk: FakeDesk) -> None:
    history = [{"question": "before", "answer": "yes [1]"}]
    answer = client.predict("متى يُغلق الجسر؟", history, api_name="/ask")
    assert answer["question"] == "متى يُغلق الجسر؟"
    assert len(answer["sentences"]) == 3
    assert [dataclasses.astuple(turn) for turn in desk.asked[-1][1]] == [("before", "yes [1]")]


def test_searching_and_listing(client: Client) -> None:
    assert len(client.predict("bridge", 1, api_name="/search")["passages"]) == 1
    assert {"article_id": "e1"} in client.predict(api_name="/articles")


def test_ingesting_takes_web_addresses_only(client: Client, desk: FakeDesk) -> None:
    report = client.predict(["https://a.example/1", "https://bad.example/2"], api_name="/ingest")
    assert report == {"added": 1, "rejected": 1}
    for path in ("/etc/passwd", "file:///etc/passwd", "seeds", "../x"):
        with pytest.raises(AppError):
            client.predict([path], api_name="/ingest")
    with pytest.raises(AppError):
        client.predict("", api_name="/ask")


def test_plain_http_asks_at_run(client: Client) -> None:
    reply = httpx.post(f"{client.src}gradio_api/run/ask", json={"data": ["متى يُغلق الجسر؟", []]}, timeout=60)
    assert reply.json()["data"][0]["question"] == "متى يُغلق الجسر؟"


def test_behind_a_proxy_the_page_calls_under_its_path() -> None:
    doors = Doors.of("127.0.0.1", ["desk.example"])
    serving = Serving(port=0, doors=doors, trusted=("127.0.0.1",), root_path="/news")
    page = launch_page(build_page(FakeDesk(pause=0), SHAPES), serving)
    try:
        assert f'"root":"{page.address}news"' in httpx.get(page.address).text
        through = httpx.get(f"{page.address}config", headers={"Host": "desk.example", "X-Forwarded-Proto": "https"})
        assert through.json()["root"] == "https://desk.example/news"
    finally:
        page.stop()
