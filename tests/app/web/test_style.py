"""The page's colours are readable: WCAG 2.2 AA contrast (4.5 to 1) for every text colour, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.web

STYLE = (Path(app.web.__file__).parent / "style.css").read_text("utf-8")
TEXTS = ("ink", "quiet", "accent", "doubt", "wrong", "tick")


def colours(selector: str) -> dict[str, str]:
    """Return the colour variables that the first rule of `selector` sets."""
    rule = STYLE[STYLE.index(selector) :].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", rule))


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2.2 defines it, 0 to 1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", ["body {", "body.dark, .dark body {"])
def test_every_text_colour_is_readable_on_every_ground(selector: str) -> None:
    palette = colours(selector)
    pairs = [(text, ground) for text in TEXTS for ground in ("paper", "sheet")]
    pairs += [("on-accent", "accent"), ("mark-ink", "mark"), ("paper", "ink")]
    poor = {pair: round(ratio, 2) for pair in pairs if (ratio := contrast(palette[pair[0]], palette[pair[1]])) < 4.5}
    assert poor == {}


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
