"""What the reading child and its parent agree on. Plain constants: knows neither of them."""

from __future__ import annotations

import struct

LENGTH = struct.Struct(">Q")
"""A message is its length in eight bytes, then itself."""

OUT_OF_MEMORY = 77
"""The child's exit status that says so."""
