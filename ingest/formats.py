"""Which bytes surely are nothing that is read here: pictures, sound, programs, archives. Knows no reader or name."""

from __future__ import annotations

HEAD = 512  # bytes that are enough to tell

_FOREIGN = (
    b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
    b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3",
    b"\x7fELF", b"MZ\x90", b"SQLite format 3\x00", b"wOFF", b"wOF2", b"\x00\x01\x00\x00\x00", b"OTTO", b"%!PS", b"8BPS",
)  # fmt: skip


def is_foreign(head: bytes) -> bool:
    """Return whether bytes begin as those of a file that holds no text to read."""
    riff = head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI ")
    return head.startswith(_FOREIGN) or riff or head[4:8] == b"ftyp"  # the last is MP4, QuickTime and HEIC
