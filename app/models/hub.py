"""What Hugging Face says of a GGUF file: its size and digest. Fetches no model."""

from __future__ import annotations

import os
import re

from app.messages.errors import SanadError
from app.models.model_file import ModelFile

_SPEC = re.compile(r"hf:(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)", re.ASCII | re.IGNORECASE)


def find(spec: str) -> ModelFile:
    """Return the file of `hf:OWNER/REPO/FILE.gguf`, asking the hub (or HF_ENDPOINT, a mirror) for it.

    Raises SanadError: bad_input for what is no such spec, model_download_failed where the hub has it not or can't be
    reached.
    """
    found = _SPEC.fullmatch(spec.strip())
    if found is None or ".." in found["file"]:
        raise SanadError(
            "bad_input", reason=f"{spec}: hf:OWNER/REPO/FILE.gguf", reason_ar=f"{spec}: hf:OWNER/REPO/FILE.gguf"
        )
    from huggingface_hub import HfApi, constants, hf_hub_url  # takes a second to import
    from huggingface_hub.hf_api import RepoFile

    endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
    repo, path = found["repo"], found["file"]
    # The program keeps this library off the network (app/cli/main.py); this one question somebody asked for.
    offline, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, False
    try:
        entries = HfApi(endpoint=endpoint).get_paths_info(repo, [path])
    except Exception as error:  # the boundary to the hub's library
        raise SanadError("model_download_failed", reason=str(error) or type(error).__name__) from error
    finally:
        constants.HF_HUB_OFFLINE = offline
    entry = next((one for one in entries if isinstance(one, RepoFile) and one.path == path), None)
    if entry is None or entry.lfs is None:
        raise SanadError("model_download_failed", reason=f"{repo} has no file {path}")
    url = hf_hub_url(repo, path, endpoint=endpoint)
    return ModelFile(path.rpartition("/")[2], entry.lfs.size, entry.lfs.sha256, url)
