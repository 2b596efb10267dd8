"""How headlines say that a report was corrected or updated, in English and Arabic. Knows one headline at a time."""

from __future__ import annotations

import re

from ingest.language.text import fold

# As wires and papers write it, after search normalisation: "CORRECTED-", "UPDATE 2-", "تصحيح:", "… (محدث)".
_WORDS = (
    r"(?:correct(?:ed|s|ion)|updat(?:e|ed|es)|refile[ds]?|clarif(?:ied|ication)|amended|revised"
    r"|تصحيح|تصويب|مصحح|مصححه|تحديث|محدث|محدثه|استدراك|معدل|معدله)(?:\s?\d{1,2})?"
)
_MARKED = re.compile(rf"^\W*{_WORDS}\s*[-:–—|/)\]]|[(\[]\s*{_WORDS}\s*[)\]]\W*$|[-–—|]\s*{_WORDS}\W*$")


def is_revised(headline: str) -> bool:
    """Return whether a headline says that its report corrects or updates an earlier one."""
    return _MARKED.search(" ".join(fold(headline).split())) is not None
