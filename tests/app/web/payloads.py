"""Hostile texts: each tries to become markup, script or a request to another origin. Plain data."""

from __future__ import annotations

from itertools import product

_SCRIPT = "window.__owned=1"

_TAGS = (
    f"<script>{_SCRIPT}</script>",
    f"<img src=x onerror={_SCRIPT}>",
    f"<img src='https://canary.invalid/a.png' onload={_SCRIPT}>",
    f"<svg onload={_SCRIPT}>",
    f"<svg><script>{_SCRIPT}</script></svg>",
    f"<svg><animate onbegin={_SCRIPT} attributeName=x dur=1s>",
    f"<body onload={_SCRIPT}>",
    f"<details open ontoggle={_SCRIPT}>",
    f"<input autofocus onfocus={_SCRIPT}>",
    f"<select autofocus onfocus={_SCRIPT}>",
    f"<video><source onerror={_SCRIPT}></video>",
    f"<audio src=x onerror={_SCRIPT}>",
    f"<iframe src='javascript:parent.{_SCRIPT}'></iframe>",
    f"<iframe srcdoc='<script>parent.{_SCRIPT}</script>'></iframe>",
    f"<object data='javascript:{_SCRIPT}'></object>",
    "<embed src='https://canary.invalid/e'>",
    f"<a href='javascript:{_SCRIPT}'>read on</a>",
    f"<math><mi href='javascript:{_SCRIPT}'>x</mi></math>",
    "<form action='https://canary.invalid/f'><button>send</button></form>",
    "<link rel=stylesheet href='https://canary.invalid/s.css'>",
    "<style>body{background:url(https://canary.invalid/bg)}</style>",
    "<style>@import 'https://canary.invalid/i.css';</style>",
    "<meta http-equiv=refresh content='0;url=https://canary.invalid/'>",
    "<base href='https://canary.invalid/'>",
    f"<marquee onstart={_SCRIPT}>",
    f"<template><script>{_SCRIPT}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_SCRIPT}>'>",
    f"<!--><img src=x onerror={_SCRIPT}>-->",
    f"<![CDATA[<img src=x onerror={_SCRIPT}>]]>",
    f"<?xml version='1.0'?><img src=x onerror={_SCRIPT}>",
)
_CONTEXTS = ("{}", "</mark></p></div>{}", '">{}', "'>{}")
_TEMPLATES = (
    f"${{{_SCRIPT}}}",
    f"${{(()=>{{{_SCRIPT}}})()}}",
    f"`;{_SCRIPT};`",
    "{{value}}",
    "{{{value}}}",
    "{{#with this}}{{constructor}}{{/with}}",
    f"\\`${{{_SCRIPT}}}",
    f'" onmouseover="{_SCRIPT}" autofocus onfocus="{_SCRIPT}" x="',
    f"' onclick='{_SCRIPT}' '",
    f"&lt;img src=x onerror={_SCRIPT}&gt;",
    f"&#60;script&#62;{_SCRIPT}&#60;/script&#62;",
    f"\\u003cscript\\u003e{_SCRIPT}\\u003c/script\\u003e",
    f"＜script＞{_SCRIPT}＜/script＞",
    f"<scr\x00ipt>{_SCRIPT}</scr\x00ipt>",
    f"<\u200bimg src=x onerror={_SCRIPT}>",
    f"\u202e<img src=x onerror={_SCRIPT}>",
    f"[1](javascript:{_SCRIPT})",
    "![x](https://canary.invalid/m.png)",
    "![x][1]\n\n[1]: https://canary.invalid/r.png",
    "[1]: https://canary.invalid/r.png",
    f"javascript:{_SCRIPT}",
    f'https://canary.invalid/" onclick="{_SCRIPT}',
    "<" * 500,
    "]]>]]></textarea></title></style></script>",
)

PAYLOADS: tuple[str, ...] = (*(context.format(tag) for tag, context in product(_TAGS, _CONTEXTS)), *_TEMPLATES)
