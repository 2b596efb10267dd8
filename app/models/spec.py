"""What a chat model's spec string stands for. Pure: opens and imports no provider."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.messages.errors import SanadError
from app.settings import LOCAL, QUOTES

Kind = Literal["local", "quotes", "remote"]


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed spec. `path` is the GGUF file of `local:FILE`, `model` the NAME of `local:NAME`.

    `provider` and `model` are those of a remote model.
    """

    text: str
    kind: Kind
    path: Path | None = None
    provider: str = ""
    model: str = ""


def parse_spec(text: str) -> Spec:
    """Return what `text` stands for: `local`, `local:FILE.gguf`, `local:NAME`, `quotes`, or `provider:model`.

    Raises SanadError("bad_setting") where it is none of these.
    """
    text = text.strip()
    if text in (LOCAL, QUOTES):
        return Spec(text, "local" if text == LOCAL else "quotes")
    provider, colon, model = text.partition(":")
    if colon and model and provider == LOCAL:
        if "/" in model or "\\" in model:
            return Spec(text, "local", path=Path(model).expanduser())
        path = Path(model)
        return Spec(text, "local", path=path) if path.suffix and path.exists() else Spec(text, "local", model=model)
    if colon and model and not model.startswith("//") and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", provider):
        return Spec(text, "remote", provider=provider.lower().replace("-", "_"), model=model)
    raise SanadError(
        "bad_setting",
        name="SANAD_CHAT_MODEL",
        reason=f"{text!r} is not local, local:FILE.gguf, quotes or provider:model",
        reason_ar=f"القيمة {text!r} ليست local ولا local:FILE.gguf ولا quotes ولا provider:model",
    )
