"""Text fields that suggest what is usual, by a list of the browser's own: time zones, countries, languages.

What is not in the list can be typed all the same, and nothing of it needs a script.
"""

import zoneinfo
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # of the two letters that CLDR has a name for
Suggestions = Callable[[str], Iterable[tuple[str, str]]]  # of a language: what is typed, and what it means


class Suggested(forms.TextInput):
    """A text field with suggestions."""

    def __init__(self, suggestions: Suggestions, **options: Any) -> None:
        """``suggestions``: asked when the page is made, with the language of the interface."""
        super().__init__(**options)
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and the list it points at."""
        place = f"{(attrs or {}).get('id', name)}_list"
        field = super().render(name, value, {**(attrs or {}), "list": place}, renderer)
        suggested = self.suggestions(get_language() or "en")
        rows = format_html_join("", '<option value="{}">{}</option>', suggested)
        return format_html('{}<datalist id="{}">{}</datalist>', field, place, rows)


def code_of(typed: str, suggestions: Suggestions) -> str:
    """What was typed, or the code it is the name of: in the language of the interface, or in English."""
    wanted = typed.strip().casefold()
    for language in (get_language() or "en", "en"):
        for code, name in suggestions(language):
            if name.casefold() == wanted:
                return code
    return typed.strip()


@lru_cache(maxsize=16)
def zones(language: str) -> tuple[tuple[str, str], ...]:
    """The time zones that bear the name of a place."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return tuple((name, "") for name in names)


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Every country, by its name in that language."""
    names = _locale(language).territories.items()
    found = ((code, str(name)) for code, name in names if code.isalpha() and len(code) == 2 and code not in NO_COUNTRY)
    return tuple(sorted(found, key=lambda one: one[1]))


@lru_cache(maxsize=16)
def languages(language: str) -> tuple[tuple[str, str], ...]:
    """The languages that have two letters, by their name in that language."""
    names = _locale(language).languages.items()
    return tuple(sorted(((code, str(name)) for code, name in names if len(code) == 2), key=lambda one: one[1]))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
