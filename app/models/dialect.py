"""What one chat server turned out not to take, and the request put so that it does. Knows no HTTP and no provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The statuses with which servers refuse a request as they find it; a chat template that fails is often a 500.
REFUSALS = frozenset({400, 415, 422, 500, 501})

_SYSTEM = re.compile(
    r"(system|developer).{0,20}(role|message|prompt|instruction)|roles? must alternate|only user and assistant", re.I
)
_CONTEXT = re.compile(r"context.{0,3}(length|window|size)|too many tokens|too long", re.IGNORECASE)
_BOUNDS = ("max_tokens", "max_completion_tokens")
# Never left out: without them there is no request. A bound is renamed first.
_NEEDED = frozenset({"model", "messages"})
# Also words of their own: these count only where they stand as a name.
_WORDS = frozenset({"stop", "stream", "user", "n", "seed", "tools", "grammar"})


@dataclass(slots=True)
class Dialect:
    """Learnt from refusals, kept as long as the client is.

    `thinks` says that the model was seen to think: then its bound on tokens is raised by `thinking_tokens`.
    """

    thinking_tokens: int = 0
    thinks: bool = False
    opens_thinking: bool = False
    _dropped: set[str] = field(default_factory=set)
    _renamed: dict[str, str] = field(default_factory=dict)
    _streams: bool = True
    _system: bool = True

    def put(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return `request` as this server takes it."""
        found = {self._renamed.get(key, key): value for key, value in request.items() if key not in self._dropped}
        for bound in _BOUNDS if self.thinks else ():
            if isinstance(found.get(bound), int):
                found[bound] += self.thinking_tokens
        if not self._streams and found.get("stream"):
            found["stream"] = False
            found.pop("stream_options", None)
        if not self._system:
            found["messages"] = _without_system(found.get("messages") or [])
        return found

    def learn(self, sent: Mapping[str, Any], complaint: str) -> bool:
        """Take the server's complaint about `sent` to heart; return whether it is worth asking again."""
        if _CONTEXT.search(complaint):
            return False
        if (bound := next((key for key in _BOUNDS if key in sent and _names(complaint, key)), None)) is not None:
            other = _BOUNDS[1 - _BOUNDS.index(bound)]
            if other in complaint and bound not in self._renamed.values():
                self._renamed[bound] = other
            else:
                self._dropped |= {bound, *(key for key, name in self._renamed.items() if name == bound)}
            return True
        named = {key for key in sent if key not in (*_NEEDED, "stream") and _names(complaint, key)}
        if named:
            self._dropped |= named
            return True
        if self._streams and sent.get("stream") and re.search(r"\bstream(ing)?\b", complaint, re.IGNORECASE):
            self._streams = False
            return True
        roles = [message.get("role") for message in sent.get("messages") or [] if isinstance(message, Mapping)]
        if self._system and "system" in roles and _SYSTEM.search(complaint):
            self._system = False
            return True
        return False


def _names(complaint: str, key: str) -> bool:
    if key not in _WORDS:
        return bool(re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", complaint, re.IGNORECASE))
    pattern = rf"""["'`]{key}["'`]|\bparameters?:?\s+{key}\b|\b{key}\s+(?:parameter|is not|not|sequence)"""
    return bool(re.search(pattern, complaint, re.IGNORECASE))


def _without_system(messages: list[Any]) -> list[Any]:
    """Return the messages with what the system said at the head of the first one of the user's."""
    said = [str(message.get("content")) for message in messages if message.get("role") == "system"]
    rest = [dict(message) for message in messages if message.get("role") != "system"]
    for message in rest:
        if said and message.get("role") == "user":
            message["content"] = "\n\n".join([*said, str(message.get("content"))])
            break
    return rest
