"""A group's own accent colour, made readable: 4.5 : 1 on paper, by day and by night (WCAG 2.2, 1.4.3)."""

import colorsys
import re

PAPER, NIGHT = "#fbf8f1", "#1a1714"  # the grounds of style.css, which a test compares
RUBRIC, NIGHT_RUBRIC = "#9c2b1c", "#ef8f78"
ENOUGH = 4.5


def accents(wished: str) -> tuple[str, str]:
    """The accent by day and by night nearest to ``wished`` that can be read; the house's own if it is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}", wished):
        return RUBRIC, NIGHT_RUBRIC
    return readable(wished, PAPER), readable(wished, NIGHT)


def readable(colour: str, ground: str) -> str:
    """``colour``, made darker or lighter in small steps, hue kept, until it stands out from ``ground`` as text."""
    hue, light, strength = colorsys.rgb_to_hls(*_channels(colour))
    step = -0.01 if luminance(ground) > 0.18 else 0.01
    while contrast(colour, ground) < ENOUGH and 0 <= light <= 1:
        light += step
        colour = _hex(colorsys.hls_to_rgb(hue, min(max(light, 0), 1), strength))
    return colour.lower()


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG defines it."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(value * 255):02x}" for value in channels)
