"""Loads the prompts in this folder, one Markdown file per prompt and language.

A file is a list of messages, each opened by a line `# system`, `# user` or `# assistant`. Placeholders are
`{name}`; a value is never read as a template, so an article cannot bring placeholders of its own.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from langchain_core.prompts import ChatPromptTemplate

_HEADING = re.compile(r"^# (system|user|assistant)\s*$", re.MULTILINE)
_ROLES = {"system": "system", "user": "human", "assistant": "ai"}


class PromptError(ValueError):
    """A prompt file is missing or cannot be read as messages."""


@cache
def load(name: str, language: str) -> ChatPromptTemplate:
    """Return the prompt `name` in `language` (`ar` or `en`) as a LangChain template.

    Formatting it without one of its variables raises KeyError. Raises PromptError where there is no such prompt.
    """
    resource = files(__name__).joinpath(f"{name}.{language}.md")
    if not resource.is_file():
        raise PromptError(f"there is no prompt {name!r} in language {language!r}")
    return ChatPromptTemplate.from_messages(_messages(resource.read_text(encoding="utf-8"), name))


def _messages(text: str, name: str) -> list[tuple[str, str]]:
    pieces = _HEADING.split(text)
    if pieces[0].strip() or len(pieces) < 3:
        raise PromptError(f"prompt {name!r} must open with '# system', '# user' or '# assistant'")
    return [(_ROLES[role], body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True)]
