"""The one table of error messages in Arabic and English. Plain data: knows nothing of where they are shown.

Each message says what happened, then what to do. `{name}` is filled from the error's parameters.
"""

from __future__ import annotations

from typing import Final, Literal

MESSAGES: Final[dict[str, dict[Literal["ar", "en"], str]]] = {
    # The chat model
    "wrong_key": {
        "en": "The model's server rejected the key for {model}. Check it (for OpenAI: OPENAI_API_KEY) and restart.",
        "ar": "رفض خادم النموذج مفتاح {model}. تحقّق من المفتاح (لـ OpenAI: ‏OPENAI_API_KEY) ثم أعد التشغيل.",
    },
    "missing_key": {
        "en": "There is no key for {model}. Put it into {variable} (in the environment or in .env) and restart.",
        "ar": "لا يوجد مفتاح للنموذج {model}. ضعه في {variable} (في متغيّرات البيئة أو في الملف ‎.env) ثم أعد التشغيل.",
    },
    "permission": {
        "en": "This key may not use {model}. Ask the provider for access, or set another SANAD_CHAT_MODEL.",
        "ar": "لا يملك هذا المفتاح صلاحية استعمال {model}. اطلبها من مزوّد الخدمة أو غيّر SANAD_CHAT_MODEL.",
    },
    "quota": {
        "en": "The account for {model} has no credit left. Top it up with the provider, or choose another model.",
        "ar": "نفد رصيد الحساب الخاص بـ {model}. اشحنه لدى مزوّد الخدمة أو اختر نموذجًا آخر.",
    },
    "rate_limited": {
        "en": "Too many requests to {model}. Wait {seconds} s and ask again.",
        "ar": "الطلبات إلى {model} أكثر من المسموح. انتظر {seconds} ثانية ثم أعد السؤال.",
    },
    "no_such_model": {
        "en": "The server does not know the model {model}. Check its spelling in SANAD_CHAT_MODEL.",
        "ar": "لا يعرف الخادم النموذج {model}. تحقّق من كتابته في SANAD_CHAT_MODEL.",
    },
    "server_down": {
        "en": "The server of {model} can't be reached or is failing. Check its address and that it runs, then retry.",
        "ar": "تعذّر الوصول إلى خادم {model} أو أنّه معطّل. تأكّد من أنه يعمل ومن عنوانه ثم أعد السؤال.",
    },
    "bad_certificate": {
        "en": "The server of {model} could not prove that it is the one it says: its certificate is not valid or not "
        "known here. Check the address; for a certificate of your own, name its file in SSL_CERT_FILE.",
        "ar": "لم يُثبت خادم {model} هويته، فشهادته غير صالحة أو غير معروفة هنا. تحقّق من العنوان، وإن كانت الشهادة "
        "من إصدارك فاذكر ملفها في SSL_CERT_FILE.",
    },
    "context_too_long": {
        "en": "The question with its sources is too long for {model}. Shorten it or start a new conversation.",
        "ar": "السؤال مع مصادره أطول مما يتّسع له {model}. اختصر السؤال أو ابدأ محادثة جديدة.",
    },
    "timeout_first_token": {
        "en": "{model} did not begin to answer within {seconds} s. Ask again, or raise SANAD_FIRST_TOKEN_TIMEOUT.",
        "ar": "لم يبدأ {model} بالإجابة خلال {seconds} ثانية. أعد السؤال أو ارفع قيمة SANAD_FIRST_TOKEN_TIMEOUT.",
    },
    "timeout_idle": {
        "en": "{model} fell silent for {seconds} s within its answer. Ask again, or raise SANAD_IDLE_TIMEOUT.",
        "ar": "توقّف {model} عن الكتابة {seconds} ثانية في أثناء الإجابة. أعد السؤال أو ارفع قيمة SANAD_IDLE_TIMEOUT.",
    },
    "timeout_total": {
        "en": "The answer of {model} took longer than {seconds} s and was stopped. Ask a narrower question, "
        "or raise SANAD_TOTAL_TIMEOUT.",
        "ar": "تجاوزت إجابة {model} مدّة {seconds} ثانية فأُوقفت. اطرح سؤالًا أضيق أو ارفع قيمة SANAD_TOTAL_TIMEOUT.",
    },
    "interrupted": {
        "en": "The connection to {model} broke in the middle of the answer. What you see is incomplete: ask again.",
        "ar": "انقطع الاتصال بـ {model} في أثناء الإجابة. ما تراه غير مكتمل، فأعد السؤال.",
    },
    "bad_reply": {
        "en": "The server of {model} sent something that is not an answer. Check that its address is that of a "
        "chat-completions server.",
        "ar": "أرسل خادم {model} ما ليس إجابة. تأكّد من أن عنوانه عنوان خادم محادثة متوافق (chat completions).",
    },
    "empty_reply": {
        "en": "{model} returned an empty answer. Ask again or word the question differently.",
        "ar": "أعاد {model} إجابة فارغة. أعد السؤال أو صُغه بطريقة أخرى.",
    },
    "refused_content": {
        "en": "The provider of {model} refused this text under its content rules. Word it differently or choose "
        "another model.",
        "ar": "رفض مزوّد {model} هذا النص وفق قواعد المحتوى لديه. صُغه بطريقة أخرى أو اختر نموذجًا آخر.",
    },
    "provider_not_installed": {
        "en": "The package for {provider} models is not installed. Install it with: .venv/bin/pip install {package}",
        "ar": "الحزمة اللازمة لنماذج {provider} غير مثبّتة. ثبّتها بالأمر: ‎.venv/bin/pip install {package}",
    },
    "model_failed": {
        "en": "{model} failed: {reason}. Ask again; run `sanad doctor` if it goes on.",
        "ar": "أخفق {model}: {reason}. أعد السؤال، وإن تكرّر الأمر فشغّل `sanad doctor`.",
    },
    # The local model
    "model_not_ready": {
        "en": "The local model is not ready yet ({progress}). Answers are quotes until it is; nothing to do but wait.",
        "ar": "النموذج المحلي ليس جاهزًا بعد ({progress}). الإجابات اقتباسات إلى حين جاهزيته، وما عليك إلا الانتظار.",
    },
    "model_absent": {
        "en": "The local model has not been downloaded. Run `sanad model pull`.",
        "ar": "لم يُنزَّل النموذج المحلي بعد. شغّل الأمر `sanad model pull`.",
    },
    "model_download_failed": {
        "en": "The local model could not be downloaded ({reason}). Answers stay quotes. Check the network and run "
        "`sanad model pull`: it goes on where it stopped.",
        "ar": "تعذّر تنزيل النموذج المحلي ({reason}). ستبقى الإجابات اقتباسات. تحقّق من الشبكة ثم شغّل "
        "`sanad model pull` ليُستأنف التنزيل من حيث توقّف.",
    },
    "model_corrupt": {
        "en": "The model file {path} is damaged. It was removed; run `sanad model pull` to fetch it again.",
        "ar": "ملف النموذج {path} تالف وقد حُذف. شغّل `sanad model pull` لتنزيله من جديد.",
    },
    "model_load_failed": {
        "en": "The model file {path} could not be loaded ({reason}). Free some memory, or choose another file with "
        "SANAD_CHAT_MODEL=local:FILE.gguf.",
        "ar": "تعذّر تحميل ملف النموذج {path} ({reason}). أفسح مجالًا في الذاكرة أو اختر ملفًا آخر عبر "
        "SANAD_CHAT_MODEL=local:FILE.gguf.",
    },
    "llama_missing": {
        "en": "llama.cpp, which runs the local model, could not be loaded ({reason}). On Debian or Ubuntu: "
        "apt install libgomp1, then start again. Without it answers are quotes.",
        "ar": "تعذّر تحميل llama.cpp الذي يشغّل النموذج المحلي ({reason}). في Debian أو Ubuntu: ‏apt install libgomp1 "
        "ثم أعد التشغيل. ومن دونه تكون الإجابات اقتباسات.",
    },
    # This machine
    "bad_setting": {
        "en": "The setting {name} is not valid: {reason}. Correct it (see docs/settings.md) and start again.",
        "ar": "قيمة الإعداد {name} غير صالحة: {reason}. صحّحها (انظر docs/settings.md) ثم أعد التشغيل.",
    },
    "disk_full": {
        "en": "The disk is full: {needed} is needed in {path} and {free} is free. Free some space and try again.",
        "ar": "القرص ممتلئ: يلزم {needed} في {path} والمتاح {free}. أفسح مساحة ثم أعد المحاولة.",
    },
    "no_space": {
        "en": "Nothing more can be stored ({reason}). What was stored is safe: free some disk space and try again.",
        "ar": "لم يعد بالإمكان تخزين المزيد ({reason}). ما خُزّن في أمان: أفسح مساحة على القرص ثم أعد المحاولة.",
    },
    "busy_ingesting": {
        "en": "Articles are being read in just now. Wait until that is done, then try again.",
        "ar": "يجري الآن إدخال مقالات. انتظر حتى ينتهي ذلك ثم أعد المحاولة.",
    },
    "locked": {
        "en": "Another process (pid {pid}) is using {path}. Stop it, or set SANAD_HOME to another folder.",
        "ar": "عملية أخرى (رقمها {pid}) تستعمل {path}. أوقفها أو اجعل SANAD_HOME مجلدًا آخر.",
    },
    "no_write": {
        "en": "{path} can't be written ({reason}). Give yourself the right to write there, or set SANAD_HOME.",
        "ar": "تتعذّر الكتابة في {path} ({reason}). امنح نفسك حق الكتابة فيه أو غيّر SANAD_HOME.",
    },
    "port_in_use": {
        "en": "Port {port} is already in use. Stop the other program, or choose a port with --port or SANAD_PORT.",
        "ar": "المنفذ {port} مستعمل. أوقف البرنامج الآخر أو اختر منفذًا غيره بـ ‎--port أو SANAD_PORT.",
    },
    # The articles
    "index_mismatch": {
        "en": "The search index was built with other settings ({found}, now {expected}). Run `sanad reindex`.",
        "ar": "بُني فهرس البحث بإعدادات أخرى ({found}، والحالي {expected}). شغّل `sanad reindex`.",
    },
    "index_damaged": {
        "en": "The search index is damaged ({reason}). No article is lost: run `sanad reindex` to rebuild it.",
        "ar": "فهرس البحث تالف ({reason}). لم يضع أي مقال: شغّل `sanad reindex` لإعادة بنائه.",
    },
    "index_unreachable": {
        "en": "The vector store at {address} can't be reached. Start it, or unset SANAD_CHROMA_URL.",
        "ar": "تعذّر الوصول إلى مخزن المتّجهات على {address}. شغّله أو ألغِ الإعداد SANAD_CHROMA_URL.",
    },
    "library_damaged": {
        "en": "The article library {path} is damaged ({reason}). Restore a copy, or move it away and ingest again.",
        "ar": "مكتبة المقالات {path} تالفة ({reason}). استعد نسختك الاحتياطية أو انقل الملف وأعد إدخال المقالات.",
    },
    "no_articles": {
        "en": "The library holds no articles yet. Add some with `sanad ingest FILE` or in the library tab.",
        "ar": "لا مقالات في المكتبة بعد. أضف بعضها بالأمر `sanad ingest FILE` أو من تبويب المكتبة.",
    },
    "not_found": {
        "en": "There is no article {article_id}. `sanad articles` lists those there are.",
        "ar": "لا يوجد مقال بالمعرّف {article_id}. يعرض `sanad articles` المقالات الموجودة.",
    },
    "embedding_failed": {
        "en": "The embedding model {model} failed: {reason}. Check SANAD_EMBEDDING_MODEL and its key, then try again.",
        "ar": "أخفق نموذج التضمين {model}: {reason}. تحقّق من SANAD_EMBEDDING_MODEL ومفتاحه ثم أعد المحاولة.",
    },
    # The question
    "empty_question": {
        "en": "The question is empty. Type one and send it.",
        "ar": "السؤال فارغ. اكتب سؤالًا ثم أرسله.",
    },
    "question_too_long": {
        "en": "The question has {length} characters; at most {limit} fit. Shorten it.",
        "ar": "في السؤال {length} حرفًا والحد الأقصى {limit}. اختصره.",
    },
    "bad_input": {
        "en": "The input can't be read: {reason}. Correct it and try again.",
        "ar": "تعذّرت قراءة المدخل: {reason}. صحّحه ثم أعد المحاولة.",
    },
    "internal": {
        "en": "Something went wrong inside the program ({reason}). Try again; run `sanad doctor` if it goes on.",
        "ar": "حدث خلل داخل البرنامج ({reason}). أعد المحاولة، وإن تكرّر فشغّل `sanad doctor`.",
    },
}
