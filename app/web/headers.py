"""An ASGI layer around the page: security headers, and our fonts from this origin. Knows no component or article."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FONTS = Path(__file__).parent / "fonts"
FONT_PATH = "/sanad-fonts/"

# Gradio's own page has inline scripts and styles and evaluates templates, so scripts cannot be stricter than this; what
# the policy does stop is every load from, and every word to, another origin, and being framed by another page.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'none'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=31536000"  # said over TLS only, as RFC 6797 wants it


class Shield:
    """Adds `HEADERS` to every HTTP response and serves the fonts; everything else passes through unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._fonts = {file.name: file for file in FONTS.glob("*.woff2")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope.get("scheme") == "https":
                    headers["strict-transport-security"] = HSTS
            await send(message)

        path: str = scope["path"]
        if path.startswith(FONT_PATH):
            await self._font(path.removeprefix(FONT_PATH))(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def _font(self, name: str) -> Response:
        file = self._fonts.get(name)
        if file is None:
            return Response(status_code=404)
        return FileResponse(file, media_type="font/woff2", headers={"cache-control": "public, max-age=31536000"})
