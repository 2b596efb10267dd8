"""A LangChain chat model for servers that speak OpenAI's protocol and think aloud. Knows no setting and no prompt.

Importing it takes a second: it is imported where a model is opened.
"""

from __future__ import annotations

from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr

from app.models.dialect import Dialect


class CompatibleChat(ChatOpenAI):
    """ChatOpenAI that keeps the thoughts which servers send beside the text: LangChain's own class drops them.

    They stand where LangChain's classes for other providers put them, in `additional_kwargs["reasoning_content"]`.
    """

    _dialect: Dialect = PrivateAttr(default_factory=Dialect)

    @property
    def dialect(self) -> Dialect:
        """What the server was seen to do; shared with the HTTP client."""
        return self._dialect

    @classmethod
    def speaking(cls, dialect: Dialect, **options: Any) -> CompatibleChat:
        """Return a model whose server speaks `dialect`."""
        model = cls(**options)
        model._dialect = dialect
        return model

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        choices = chunk.get("choices") or []
        first = choices[0] if choices and isinstance(choices[0], dict) else None
        if first is not None and first.get("delta") is None:  # the last event of some servers
            first["delta"] = first.get("message") or {}
        found = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        delta = (first or {}).get("delta") or {}
        thoughts = delta.get("reasoning_content") or delta.get("reasoning")
        if found is not None and isinstance(thoughts, str) and thoughts:
            found.message.additional_kwargs["reasoning_content"] = thoughts
        return found
