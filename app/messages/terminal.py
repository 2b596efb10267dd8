"""What the command line says when all is well, in Arabic and English. Plain data: knows no command.

What it says when something is not well is in error_messages.py; its options explain themselves in English.
"""

from __future__ import annotations

from typing import Final

from app.messages.errors import Language

WORDS: Final[dict[str, dict[Language, str]]] = {
    "report": {
        "en": "added {added}, updated {updated}, unchanged {unchanged}, removed {removed}, rejected {rejected} "
        "in {seconds:.1f} s; the library holds {articles} articles in {passages} passages",
        "ar": "أُضيف {added}، حُدّث {updated}، بلا تغيير {unchanged}، حُذف {removed}، رُفض {rejected} "
        "في {seconds:.1f} ثانية؛ مقالات المكتبة {articles} ومقاطعها {passages}",
    },
    "rejected": {"en": "  rejected {source}: {reason}", "ar": "  رُفض {source}: {reason}"},
    "gone": {
        "en": "  gone from its folder: {source} (--prune removes it)",
        "ar": "  لم يعد في مجلده: {source} (يحذفه ‎--prune)",
    },
    "removed": {
        "en": "removed {article_id}; answers given earlier can still show what they cited",
        "ar": "حُذف {article_id}؛ وما سبق من إجابات ما زال يعرض ما استشهد به",
    },
    "reindexed": {
        "en": "the index holds {articles} articles in {passages} passages ({seconds:.1f} s)",
        "ar": "في الفهرس {articles} مقالات بعدد مقاطع {passages} ({seconds:.1f} ثانية)",
    },
    "nothing": {"en": "no passage was found", "ar": "لم يُعثر على أي مقطع"},
    "partial": {"en": "partly supported", "ar": "يؤيده المصدر جزئيًّا"},
    "unsupported": {"en": "not supported", "ar": "لا يؤيده المصدر"},
    "passages": {"en": "{count} passages", "ar": "المقاطع: {count}"},
    "source": {"en": "source: {source}   state: {state}", "ar": "المصدر: {source}   الحالة: {state}"},
    "left_out": {"en": "- removed ({reason}): {text}", "ar": "- حُذف ({reason}): {text}"},
    "model_here": {
        "en": "the local model is here and verified: {path}",
        "ar": "النموذج المحلي هنا وقد تُحقّق منه: {path}",
    },
    "fetching": {"en": "fetching", "ar": "تنزيل"},
    "verifying": {"en": "verifying", "ar": "تحقّق"},
    "serving": {"en": "Sanad is at {address}  (Ctrl-C stops it)", "ar": "سند على {address}  (يوقفه Ctrl-C)"},
    "stopping": {"en": "stopping", "ar": "جارٍ الإيقاف"},
    "interrupted": {
        "en": "stopping: what is stored stays, the rest is read next time (Ctrl-C again stops at once)",
        "ar": "جارٍ الإيقاف: ما خُزّن باقٍ، والبقية تُقرأ في المرة التالية (Ctrl-C مرة أخرى يوقف فورًا)",
    },
    # sanad doctor
    "ok": {"en": "ok ", "ar": "سليم"},
    "not_ok": {"en": "NOT", "ar": "خلل"},
    "data folder": {"en": "data folder", "ar": "مجلد البيانات"},
    "embedding model": {"en": "embedding model", "ar": "نموذج التضمين"},
    "library and index": {"en": "library and index", "ar": "المكتبة والفهرس"},
    "chat model": {"en": "chat model", "ar": "نموذج المحادثة"},
    "room": {"en": "{home} ({free:.0f} GB free)", "ar": "{home} (المتاح {free:.0f} غيغابايت)"},
    "agreement": {
        "en": "{name}: {dimensions} dimensions, Arabic and English agree at {likeness:.2f}",
        "ar": "{name}: عدد الأبعاد {dimensions}، وتوافق العربية والإنجليزية {likeness:.2f}",
    },
    "held": {
        "en": "{articles} articles, {passages} passages, {vectors} vectors",
        "ar": "المقالات {articles}، المقاطع {passages}، المتّجهات {vectors}",
    },
    "quotes": {
        "en": "quotes: answers quote the articles, no model is used",
        "ar": "quotes: الإجابات اقتباسات من المقالات بلا نموذج",
    },
    "remote": {
        "en": "{spec} answers; your questions and the passages found for them are sent to it",
        "ar": "يجيب {spec}، وإليه تُرسل أسئلتك والمقاطع التي يُعثر عليها",
    },
    "file_here": {"en": "{spec}: the file is here", "ar": "{spec}: الملف موجود"},
}


def say(key: str, language: Language, **values: object) -> str:
    """Return what is said, with `values` filled in."""
    return WORDS[key][language].format(**values)
