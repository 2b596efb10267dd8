"""How long and how much a chat model may talk. Plain data: knows no model and reads no clock."""

from __future__ import annotations

from dataclasses import dataclass

from app.settings import Settings

# First tokens: a remote model that is silent for 30 s is stuck; the local one reads about 75 tokens/s on two cores,
# so 4,096 tokens take most of a minute, and twice that while another conversation is served.
_FIRST_TOKEN_REMOTE, _FIRST_TOKEN_LOCAL = 30.0, 120.0
_TOTAL_REMOTE, _TOTAL_LOCAL = 120.0, 240.0

# A token of English is about 4 characters and one of Arabic 1.5 to 3 (cl100k and Qwen): 8 leaves room, so this bound
# only ends the stream of a server that ignores `max_tokens`.
_CHARACTERS_PER_TOKEN = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one reply. Times are in seconds; `total` covers every retry and the waits between them.

    `max_retry_wait` bounds one wait, whatever Retry-After asks for; a server that asks for more fails at once.
    """

    first_token: float = _FIRST_TOKEN_REMOTE
    idle: float = 30.0
    total: float = _TOTAL_REMOTE
    retries: int = 2
    max_characters: int = 20_000
    max_thought_characters: int = 60_000
    max_retry_wait: float = 15.0


def limits_for(settings: Settings, *, local: bool) -> Limits:
    """Return the limits that `settings` ask for, with the defaults of a local or a remote model."""
    return Limits(
        first_token=settings.first_token_timeout or (_FIRST_TOKEN_LOCAL if local else _FIRST_TOKEN_REMOTE),
        idle=settings.idle_timeout,
        total=settings.total_timeout or (_TOTAL_LOCAL if local else _TOTAL_REMOTE),
        retries=settings.retries,
        max_characters=settings.max_output_tokens * _CHARACTERS_PER_TOKEN,
        max_thought_characters=(settings.thinking_tokens + settings.max_output_tokens) * _CHARACTERS_PER_TOKEN,
    )
