"""Real, small servers that misbehave on demand. Know nothing of the program under test."""

from tests.fakes import replies
from tests.fakes.chat_server import FakeChatServer, Request

__all__ = ["FakeChatServer", "Request", "replies"]
