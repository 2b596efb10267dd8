"""Why a source was not taken in, in Arabic and English. Knows no source and no run.

Each says what is wrong, then what to do where something can be done. `{name}` is filled from the refusal's parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.messages.errors import scrub
from ingest.language import Language

REASONS: Final[dict[str, dict[Language, str]]] = {
    # Files and folders
    "not_found": {
        "en": "There is no file or folder of this name.",
        "ar": "لا يوجد ملف أو مجلد بهذا الاسم.",
    },
    "not_allowed": {
        "en": "The file may not be read by this user. Change its permissions and try again.",
        "ar": "لا يملك هذا المستخدم إذن قراءة الملف. غيّر أذوناته ثم أعد المحاولة.",
    },
    "unreadable": {
        "en": "The disk or network drive could not read it. Check the drive and try again.",
        "ar": "تعذّرت القراءة من القرص أو من محرّك الشبكة. تحقّق منه ثم أعد المحاولة.",
    },
    "not_a_file": {
        "en": "This is a device, a pipe or a socket, not a file.",
        "ar": "هذا جهاز أو قناة أو مقبس، لا ملف.",
    },
    "link": {
        "en": "This link leads out of the folder, or nowhere. Add what it leads to by its own path.",
        "ar": "يقود هذا الرابط إلى خارج المجلد أو لا يقود إلى شيء. أضف ما يشير إليه بمساره.",
    },
    "too_deep": {
        "en": "Folders inside folders, more than {limit} deep. Add the inner folder by its own path.",
        "ar": "مجلدات متداخلة إلى أكثر من {limit} مستوى. أضف المجلد الداخلي بمساره.",
    },
    "unsupported": {
        "en": "This kind of file is not read. Supported: txt, md, html, mhtml, pdf, docx, json, jsonl and zip of them.",
        "ar": "هذا النوع من الملفات غير مدعوم. المدعوم: txt وmd وhtml وmhtml وpdf وdocx وjson وjsonl، وzip منها.",
    },
    "too_large": {
        "en": "It is larger than {limit} MB. Split it, or add only the article.",
        "ar": "حجمه أكبر من {limit} ميغابايت. جزّئه، أو أضف المقال وحده.",
    },
    # Archives
    "bad_zip": {
        "en": "The .zip is damaged or packed in an unusual way. Pack it again and try once more.",
        "ar": "ملف zip تالف أو مضغوط بطريقة غير مألوفة. أعد ضغطه ثم حاول من جديد.",
    },
    "too_many": {
        "en": "The .zip holds more than {limit} files. Split it into several.",
        "ar": "يضم ملف zip أكثر من {limit} ملف. قسّمه إلى عدة ملفات.",
    },
    "unpacks_too_large": {
        "en": "Unpacked, the .zip is larger than {limit} MB. What came before this point was taken; split the rest.",
        "ar": "يتجاوز ملف zip بعد فكّه {limit} ميغابايت. أُخذ ما سبق هذا الحد؛ قسّم الباقي.",
    },
    "unsafe_name": {
        "en": "Its name inside the .zip points out of the .zip. Rename it and pack again.",
        "ar": "يشير اسمه داخل ملف zip إلى خارجه. أعد تسميته ثم أعد الضغط.",
    },
    "twice": {
        "en": "The .zip holds two files of this name; the first one was taken.",
        "ar": "في ملف zip ملفان بهذا الاسم، وقد أُخذ أولهما.",
    },
    "nested_archive": {
        "en": "A .zip inside a .zip is not opened. Add it by itself.",
        "ar": "لا يُفتح ملف zip داخل ملف zip. أضفه وحده.",
    },
    # Contents
    "encrypted": {
        "en": "It is protected by a password. Save it without one and try again.",
        "ar": "الملف محمي بكلمة مرور. احفظه من دونها ثم أعد المحاولة.",
    },
    "empty": {"en": "It is empty.", "ar": "الملف فارغ."},
    "binary": {
        "en": "This is not text: its bytes are those of some other kind of file.",
        "ar": "هذا ليس نصًا، فمحتواه من نوع آخر من الملفات.",
    },
    "encoding": {
        "en": "Its character encoding could not be told for certain. Save it as UTF-8 and try again.",
        "ar": "تعذّر الجزم بترميز حروفه. احفظه بترميز UTF-8 ثم أعد المحاولة.",
    },
    "no_text": {
        "en": "There is no article text in it. A scanned document has to go through text recognition first.",
        "ar": "لا نص مقال فيه. الوثيقة الممسوحة ضوئيًا تحتاج أولًا إلى التعرّف على نصها.",
    },
    "bad_pdf": {
        "en": "The PDF is damaged. Open it, save it again and retry.",
        "ar": "ملف PDF تالف. افتحه واحفظه من جديد ثم أعد المحاولة.",
    },
    "bad_docx": {
        "en": "The Word document is damaged or not a .docx. Open it, save it as .docx and retry.",
        "ar": "مستند Word تالف أو ليس docx. افتحه واحفظه بصيغة docx ثم أعد المحاولة.",
    },
    "bad_json": {
        "en": "Line {line} is not an article in JSON. Each one needs a `text`; `title`, `url` and `date` may follow.",
        "ar": "السطر {line} ليس مقالًا بصيغة JSON. لكل مقال حقل `text`، وقد تتبعه `title` و`url` و`date`.",
    },
    "timeout": {
        "en": "It took too long to read. Try again later.",
        "ar": "استغرقت قراءته وقتًا أطول من المسموح. أعد المحاولة لاحقًا.",
    },
    "memory": {
        "en": "Reading it would need too much memory. Split it into smaller files.",
        "ar": "تحتاج قراءته إلى ذاكرة أكبر من المسموح. قسّمه إلى ملفات أصغر.",
    },
    "crashed": {
        "en": "Its reader failed on it. Save it in another format (for instance .txt) and try again.",
        "ar": "تعثّر قارئ الملفات فيه. احفظه بصيغة أخرى (مثل txt) ثم أعد المحاولة.",
    },
    # The web
    "bad_url": {
        "en": "This is not a valid web address.",
        "ar": "هذا ليس عنوان ويب صحيحًا.",
    },
    "scheme": {
        "en": "Only http and https addresses are read.",
        "ar": "لا تُقرأ إلا عناوين http وhttps.",
    },
    "userinfo": {
        "en": "Addresses with a user name or password are not read. Remove the part before the @.",
        "ar": "لا تُقرأ عناوين فيها اسم مستخدم أو كلمة مرور. احذف ما قبل العلامة @.",
    },
    "port": {
        "en": "Only the web's own ports, 80 and 443, are read.",
        "ar": "لا يُقرأ إلا من منفذي الويب 80 و443.",
    },
    "address": {
        "en": "This address leads into a private network, not to the public web, and is never read.",
        "ar": "يقود هذا العنوان إلى شبكة خاصة لا إلى الويب العام، ولا يُقرأ أبدًا.",
    },
    "unknown_host": {
        "en": "No server of this name could be found. Check the address and the connection.",
        "ar": "لم يُعثر على خادم بهذا الاسم. تحقّق من العنوان ومن الاتصال.",
    },
    "network": {
        "en": "The server could not be reached, or broke off. Try again later.",
        "ar": "تعذّر الوصول إلى الخادم، أو انقطع الاتصال به. أعد المحاولة لاحقًا.",
    },
    "tls": {
        "en": "The server could not prove that it is the one it says (its certificate is not valid).",
        "ar": "لم يُثبت الخادم هويته، فشهادته غير صالحة.",
    },
    "redirects": {
        "en": "The page sends on to others more than {limit} times. Give the address it ends at.",
        "ar": "تحوّل الصفحة إلى غيرها أكثر من {limit} مرات. اكتب العنوان الذي تنتهي إليه.",
    },
    "robots": {
        "en": "The site asks programs not to read this page (robots.txt). Save the page and add the file.",
        "ar": "يطلب الموقع من البرامج ألا تقرأ هذه الصفحة (robots.txt). احفظ الصفحة وأضف الملف.",
    },
    "status": {
        "en": "The server did not give the page (HTTP {status}).",
        "ar": "لم يُعطِ الخادم الصفحة (HTTP {status}).",
    },
    "bad_response": {
        "en": "The server's answer could not be understood.",
        "ar": "تعذّر فهم ردّ الخادم.",
    },
    "not_a_feed": {
        "en": "There is no RSS or Atom feed at this address. To read it as a page, leave out `feed:`.",
        "ar": "لا توجد خلاصة RSS أو Atom في هذا العنوان. لقراءته صفحةً احذف `feed:`.",
    },
    "empty_feed": {
        "en": "The feed lists no articles.",
        "ar": "لا مقالات في هذه الخلاصة.",
    },
    "too_short": {
        "en": "The feed gives less than {limit} characters of it and no page to read.",
        "ar": "لا تعطي الخلاصة منه إلا أقل من {limit} حرف، ولا صفحة تُقرأ.",
    },
}


class _Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def reason(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """Return why a source was refused, in words; the bare code for one that has none, so that nothing gets lost."""
    wording = REASONS.get(code)
    if wording is None:
        return code
    return wording[language].format_map(_Blanks({name: scrub(str(value)) for name, value in params.items()}))
