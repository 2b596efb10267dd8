"""The GGUF files that were fetched by name: where they are, what is known of them. Loads and fetches nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.messages.errors import SanadError
from app.models.model_file import LOCAL_MODEL, ModelFile, is_verified
from app.models.spec import Spec
from app.settings import Settings

# From this size on a model reads passages and judges them: some four billion weights of four bits.
LARGE_BYTES = 2_200_000_000


@dataclass(frozen=True, slots=True)
class Shelved:
    """A model on the disk: `name` is what `local:NAME` takes, `spec` where it came from."""

    name: str
    path: Path
    bytes: int
    verified: bool
    spec: str


def keep(settings: Settings, file: ModelFile, spec: str) -> None:
    """Remember where a fetched file came from, and its digest."""
    known = _known(settings) | {file.name: {"spec": spec, "size": file.size, "sha256": file.sha256, "url": file.url}}
    _folder(settings).mkdir(parents=True, exist_ok=True)
    (_folder(settings) / "models.json").write_text(json.dumps(known, indent=1), "utf-8")


def shelved(settings: Settings) -> list[Shelved]:
    """Return the models on the disk, by name."""
    known = {LOCAL_MODEL.name: {**asdict(LOCAL_MODEL), "spec": "local"}} | _known(settings)
    found = []
    for path in sorted(_folder(settings).glob("*.gguf")):
        about = known.get(path.name, {})
        file = ModelFile(path.name, int(about.get("size", 0)), str(about.get("sha256", "")), "")
        name = "local" if path.name == LOCAL_MODEL.name else path.stem
        spec = str(about.get("spec", f"local:{path}"))
        found.append(Shelved(name, path, path.stat().st_size, is_verified(path, file), spec))
    return found


def path_of(spec: Spec, settings: Settings) -> Path | None:
    """Return the file that a local spec means; None for the default one. Raises SanadError("no_such_local_model")."""
    if spec.path is not None or not spec.model:
        return spec.path
    for one in shelved(settings):
        if one.name.casefold() == spec.model.casefold().removesuffix(".gguf"):
            return one.path
    names = ", ".join(one.name for one in shelved(settings)) or "-"
    raise SanadError("no_such_local_model", name=spec.model, names=names)


def is_large(spec: Spec, settings: Settings) -> bool:
    """Return whether a local spec means a model that can be given passages; False where its file is not there."""
    with suppress(SanadError, OSError):
        path = path_of(spec, settings)
        return path is not None and path.stat().st_size >= LARGE_BYTES
    return False


def _folder(settings: Settings) -> Path:
    return settings.home / "models"


def _known(settings: Settings) -> dict[str, dict[str, object]]:
    with suppress(OSError, ValueError):
        found = json.loads((_folder(settings) / "models.json").read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
