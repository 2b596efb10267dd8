"""What every test starts from: no settings, no keys, no home of the user's. Knows no part of the program.

Fixtures for all: `chat_server` (a chat server over real HTTP, see tests/fakes), `local_model_home` (a SANAD_HOME that
holds the real local model; for tests marked `local_model`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.fakes import FakeChatServer, replies

# The same examples every time, so that a run says something about the change and not about luck; `make test-explore`
# looks for new ones, many times as many.
_EXPLORED = os.environ.get("SANAD_TEST_EXAMPLES")
hypothesis_settings.register_profile(
    "sanad",
    deadline=None,
    print_blob=True,
    derandomize=_EXPLORED is None,
    max_examples=int(_EXPLORED or 100),
)
hypothesis_settings.load_profile("sanad")

# Read before any test runs: `isolated` removes them.
_MODEL_HOME = os.environ.get("SANAD_TEST_MODEL_HOME")
_MODEL_REQUIRED = os.environ.get("SANAD_REQUIRE_LOCAL_MODEL") == "1"
_MODEL = Path("models") / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point everything that is kept at a fresh folder, and forget the settings, keys and proxies of this shell.

    Returns that folder; SANAD_HOME is its `sanad`.
    """
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.upper().startswith(("SANAD_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SANAD_HOME", str(home / "sanad"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture
def chat_server() -> Iterator[FakeChatServer]:
    """Return a running chat server that says `Hello.` until it is told otherwise."""
    with FakeChatServer(default=replies.text("Hel", "lo.")) as server:
        yield server


@pytest.fixture(scope="session")
def local_model_home() -> Path:
    """Return the SANAD_HOME that SANAD_TEST_MODEL_HOME names; skip without it, or fail if it is required."""
    if _MODEL_HOME is not None and (Path(_MODEL_HOME) / _MODEL).is_file():
        return Path(_MODEL_HOME)
    reason = "the local model is not there: run `sanad model pull` and set SANAD_TEST_MODEL_HOME to its SANAD_HOME"
    if _MODEL_REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)
