"""Documents of many formats, made by hand as small as they may be. Texts are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ingest.documents import RawDocument, Reading
from ingest.parsing.parse import parse

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FERRY = "The ferry line between Tellin and Marsa will reopen on 4 May, the port authority said on Friday."
DAM = "The dam at Kafr Zina is now at 72.5 percent of its capacity, the ministry said on Sunday."
COUNCIL = "The council voted nineteen to eleven on Tuesday for new bus lanes in the center of Marsa."
BRIDGE = "وقالت البلدية إن الجسر القديم سيغلق أمام السيارات في الرابع من أيار."


def read(data: bytes | str, name: str, *, media_type: str | None = None, charset: str | None = None) -> Reading:
    """Return what is read of a file of this name."""
    encoded = data.encode("utf-8") if isinstance(data, str) else data
    return parse(RawDocument(name, f"/{name}", encoded, name, media_type, charset))


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word(body: str, **parts: str) -> bytes:
    """Return a Word document with this body; `parts` are further members, such as footnotes."""
    wrapped = f'<w:document xmlns:w="{W}" xmlns:mc="m" xmlns:wps="s"><w:body>{body}</w:body></w:document>'
    return packed(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": wrapped}
        | {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{inner}</w:{name}>' for name, inner in parts.items()}
    )


def p(*runs: str) -> str:
    """Return a paragraph of a Word document: plain text becomes a run."""
    inner = (one if one.startswith("<") else f'<w:r><w:t xml:space="preserve">{one}</w:t></w:r>' for one in runs)
    return f"<w:p>{''.join(inner)}</w:p>"


def odt(body: str) -> bytes:
    """Return an OpenDocument text with this body."""
    names = ("office", "text", "table", "draw")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
