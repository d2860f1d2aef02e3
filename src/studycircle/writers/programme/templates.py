"""Django's template engine on its own: no settings, no request. Templates stand in ``writers/templates/site``."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from studycircle.writers.programme.colour import accents

# Control characters and halves of characters: no page may hold them (HTML §13.2.3.5).
UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
FOLDER = Path(__file__).resolve().parents[1] / "templates" / "site"


@cache
def engine() -> Engine:
    """The engine with our tag built in; templates are compiled once."""
    return Engine(dirs=[str(FOLDER)], builtins=["studycircle.writers.programme.translate_tag"])


def render(name: str, values: Mapping[str, object]) -> bytes:
    """The template ``name`` filled with ``values``, as UTF-8, without the empty lines that tags leave behind.

    Texts come in ready: with ``use_l10n`` and ``use_tz`` off Django never looks for settings.
    """
    page = engine().get_template(name).render(Context(dict(values), use_l10n=False, use_tz=False))
    lines = (line.strip() for line in UNFIT.sub("", page).split("\n"))
    return ("\n".join(filter(None, lines)) + "\n").encode()


def style_of(accent: str) -> SafeString:
    """The style sheet of a site whose group has the colour ``accent``."""
    day, night = accents(accent)
    colours = f":root{{--rubric:{day}}}\n@media screen and (prefers-color-scheme: dark){{:root{{--rubric:{night}}}}}\n"
    return mark_safe(plain_file("style.css") + colours)  # noqa: S308 - our own style, a checked colour


def plain_file(name: str) -> str:
    """A file of the folder as it is: the style sheet, the script, the icon."""
    return (FOLDER / name).read_text(encoding="utf-8")
