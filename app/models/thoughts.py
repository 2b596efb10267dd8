"""Tells a model's answer from its thoughts and control tokens, whatever way the stream is cut. Pure: knows no model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_NAMES = r"think|thinking|thought|thoughts|reasoning|reflection|analysis|seed:think"
_OPENS = re.compile(rf"<(?:{_NAMES})>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|<\|channel>thought|<unused94>", re.I)
_CLOSES = re.compile(rf"</(?:{_NAMES})>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<channel\|>|<unused95>", re.I)
# Ends of a turn: what a model writes behind one is the reader's next question, made up.
_ENDS = re.compile(
    r"<\|(?:im_end|eot_id|eom_id|endoftext|end_of_text|return|user|call)\|>|</s>|<(?:end_of_turn|eos|turn\|)>|<turn\|>"
    r"|<[|｜]end[▁_]of[▁_]sentence[|｜]>|<[|｜]User[|｜]>"
)
_HEADERS = re.compile(r"<\|(?:im_start|start|start_header_id)\|>|<start_of_turn>|<\|turn>")
_CHANNEL, _MESSAGE = "<|channel|>", "<|message|>"
_NOISE = re.compile(r"<[|｜][^<>|｜\s]{1,40}[|｜]>|<s>|<bos>|<pad>|<unk>|\[/?INST\]")
_TOKEN = re.compile("|".join(f"(?:{one.pattern})" for one in (_OPENS, _CLOSES, _ENDS, _HEADERS, _NOISE)), re.I)
# What might still become a token: a bracket with nothing behind it that none of them has.
_UNFINISHED = re.compile(r"[<◁][^\s<>▷]{0,40}$|\[/?[A-Z]{0,5}$")
# gpt-oss behind a server that strips its control tokens: «analysisThe user asks …assistantfinalThe port …».
_BARE_ANALYSIS = re.compile(r"analysis(?=[^\Wa-z_])")
_BARE_FINAL = "assistantfinal"

Mode = Literal["text", "thought", "header", "channel", "ended"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a piece of the stream came to: `text` for the reader, and whether it held thoughts.

    `retracted` says that all text before this piece was a thought as well.
    """

    text: str = ""
    thought: bool = False
    retracted: bool = False


@dataclass(slots=True)
class ThoughtFilter:
    """Takes the thoughts out of one reply. With `hold`, text waits until it is certain that it is none.

    Some servers put the opening tag into the prompt, so that only the closing one comes: all before it was thought.
    """

    hold: bool = False
    lone_close: bool = field(default=False, init=False)
    _buffer: str = field(default="", init=False)
    _text: str = field(default="", init=False)
    _channel: str = field(default="", init=False)
    _mode: Mode = field(default="text", init=False)
    _begun: bool = field(default=False, init=False)  # whether the first word is known
    _given: bool = field(default=False, init=False)  # whether the reader has text
    _opened: bool = field(default=False, init=False)  # whether thoughts were opened, here or elsewhere
    _bare: bool = field(default=False, init=False)

    @property
    def ended(self) -> bool:
        """Whether the model ended its turn: nothing that follows belongs to the answer."""
        return self._mode == "ended"

    def release(self) -> None:
        """Hold no more: the thoughts come by another way."""
        self.hold, self._opened = False, True

    def feed(self, piece: str) -> Spoken:
        """Return what is certain after `piece`."""
        self._buffer += piece
        thought = retracted = False
        while self._begun or self._begins():
            found = self._next()
            cut = found.start() if found else self._safe_length()
            before, behind = self._buffer[:cut], self._buffer[found.end() if found else cut :]
            self._buffer = behind
            thought = thought or (self._mode == "thought" and bool(before))
            if self._mode == "text":
                self._text += before
            elif self._mode == "channel":
                self._channel += before
            elif self._mode == "header" and "\n" in before:  # «<|im_start|>assistant», then the reply
                self._mode = "text"
                self._buffer = before.partition("\n")[2] + (found[0] if found else "") + behind
                continue
            if found is None:
                break
            if self._follow(found[0]):
                retracted, self._given, self._text = retracted or self._given, False, ""
                thought = self._opened = True
                self.hold = False
        return self._spoken(thought, retracted)

    def close(self) -> Spoken:
        """Return what was held back, now that nothing more comes."""
        if self._mode == "text":
            self._text += self._buffer
        self._buffer, self.hold = "", False
        return self._spoken(False, False)

    def _spoken(self, thought: bool, retracted: bool) -> Spoken:
        text = self._text if self._given else self._text.lstrip()
        if self.hold:
            return Spoken("", thought or bool(text), retracted)
        self._text = ""
        self._given = self._given or bool(text)
        return Spoken(text, thought, retracted)

    def _begins(self) -> bool:
        """Whether the first word is known; it may be the one that opens gpt-oss's thoughts."""
        start = self._buffer.lstrip()
        if "analysis".startswith(start):
            return False
        self._begun = True
        if _BARE_ANALYSIS.match(start):
            self._mode, self._bare, self._opened = "thought", True, True
        return True

    def _next(self) -> re.Match[str] | None:
        if self._bare and self._mode == "thought":
            return re.search(_BARE_FINAL, self._buffer)
        return None if self._mode == "ended" else _TOKEN.search(self._buffer)

    def _safe_length(self) -> int:
        if self._bare and self._mode == "thought":
            return max(0, len(self._buffer) - len(_BARE_FINAL))
        unfinished = _UNFINISHED.search(self._buffer)
        return unfinished.start() if unfinished and self._mode != "ended" else len(self._buffer)

    def _follow(self, token: str) -> bool:
        """Go where `token` leads; return whether it is the end of thoughts that nothing had opened."""
        spoke = self._mode == "text" and (self._given or bool(self._text.strip()))
        if token == _BARE_FINAL:
            self._mode, self._bare = "text", False
        elif _OPENS.fullmatch(token):
            self._mode, self._opened = "thought", True
        elif _CLOSES.fullmatch(token):
            lone = self._mode == "text" and not self._opened
            self._mode, self.lone_close = "text", self.lone_close or lone
            return lone
        elif token == _CHANNEL:
            self._mode, self._channel = "channel", ""
        elif self._mode == "channel" and token == _MESSAGE:
            self._mode = "text" if self._channel.strip().startswith("final") else "thought"
            self._opened = True
        elif _ENDS.fullmatch(token):
            self._mode = "ended" if spoke else self._mode
        elif _HEADERS.fullmatch(token):
            self._mode = "ended" if spoke else "header"
        elif self._mode == "header":
            self._mode = "text"
        return False
