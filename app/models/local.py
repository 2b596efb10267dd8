"""The local chat model from nothing to ready, in the background. Knows the steps; each is done elsewhere."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event, Lock, Thread

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from app.messages.errors import SanadError
from app.models.failures import classify
from app.models.fetch import fetch_model, model_path
from app.models.model_file import LOCAL_MODEL, Cancelled, ModelFile
from app.models.serve import LlamaServer
from app.models.status import ModelStatus, State
from app.settings import Settings

# Loading takes 3 to 7 s and cannot be interrupted.
_LONGEST_STEP = 60.0

_log = logging.getLogger(__name__)


class LocalModel:
    """Fetches, verifies, loads and warms up the local model in one background thread.

    `path` is a GGUF file of the user's own, which is neither fetched nor verified. Without `fetch`, a model that is not
    on the disk is an error. All methods may be called from any thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        path: Path | None = None,
        fetch: bool = True,
        file: ModelFile = LOCAL_MODEL,
    ) -> None:
        self._settings = settings
        self._path = path
        self._fetch = fetch
        self._file = file
        self._cancel = Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._status = ModelStatus("absent")
        self._server: LlamaServer | None = None
        self._model: BaseChatModel | None = None

    def start(self) -> None:
        """Begin in the background; does nothing while it is under way or ready. Starts again after a failure."""
        with self._lock:
            if self._cancel.is_set() or self._model is not None or (self._thread and self._thread.is_alive()):
                return
            self._thread = Thread(target=self._run, name="local-model", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> ModelStatus:
        """Return the status once the background work has ended, or after `seconds`."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self.status()

    def status(self) -> ModelStatus:
        """Return how far along the model is."""
        return self._status

    def model(self) -> BaseChatModel | None:
        """Return the LangChain model once the status is `ready`, else None."""
        return self._model

    def close(self) -> None:
        """Stop whatever is under way, keep what was fetched, and free the memory. May be called twice."""
        self._cancel.set()
        self.wait(_LONGEST_STEP)
        with self._lock:
            server, self._server, self._model = self._server, None, None
            self._status = ModelStatus("absent")
        if server is not None:
            server.close()

    def _run(self) -> None:
        try:
            self._load(self._path or self._fetched())
        except Cancelled:
            self._status = ModelStatus("absent")
        except SanadError as error:
            _log.warning("%s", error)
            self._status = ModelStatus("failed", self._status.done, self._status.total, error)
        except Exception as error:  # noqa: BLE001 - the end of a thread: nobody else would hear of it
            _log.exception("the local model could not be started")
            self._status = ModelStatus(
                "failed", error=SanadError("internal", reason=f"{type(error).__name__}: {error}")
            )

    def _fetched(self) -> Path:
        if not self._fetch and not model_path(self._settings, self._file).exists():
            raise SanadError("model_absent")
        return fetch_model(self._settings, self._report, self._cancel, self._file)

    def _load(self, path: Path) -> None:
        if self._cancel.is_set():
            raise Cancelled
        size = path.stat().st_size if path.exists() else 0
        self._report("loading", 0, size)
        server = LlamaServer(path, self._settings)
        model = server.chat_model()
        self._warm_up(model)
        with self._lock:
            if self._cancel.is_set():
                server.close()
                raise Cancelled
            self._server, self._model = server, model
        self._status = ModelStatus("ready", size, size)

    @staticmethod
    def _warm_up(model: BaseChatModel) -> None:
        """Ask for one token: the first request allocates, and shows that the file is a chat model at all."""
        try:
            model.invoke([HumanMessage("1")], extra_body={"max_tokens": 1})
        except Exception as error:
            raise classify(error, "local") from error

    def _report(self, state: State, done: int, total: int) -> None:
        self._status = ModelStatus(state, done, total)
