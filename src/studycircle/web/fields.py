"""Form fields for the things people type into a programme: days, hours, links, rich text, choices."""

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from studycircle.documents.rich import Rich, is_safe_link
from studycircle.readers.programme.rich_html import LONGEST, from_html
from studycircle.readers.programme.rich_markdown import to_rich
from studycircle.writers.programme.rich_markdown import from_rich


class DayField(forms.DateField):
    """A day; browsers show a calendar, and 2026-03-02 can be typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )


class ClockField(forms.TimeField):
    """An hour of the day: 18:30, 18.30 or 6.30 pm."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values or isinstance(value, dt.time):
            return value or None
        found = re.fullmatch(r"\s*(\d{1,2})(?:[.:h](\d{2}))?(?::\d{2})?\s*(?:([ap])\.?m\.?)?\s*", str(value), re.I)
        if found:
            hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "p" else 0)
            if hour < 24 and minute < 60:
                return dt.time(hour, minute)
        raise ValidationError(_("Give an hour such as 18:30."))


class LinkField(forms.CharField):
    """An address a page may link to; ``www.example.org`` gets its https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2000, **options)

    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        if re.match(r"[\w-]+(\.[\w-]+)+([/?#]|$)", link):
            link = "https://" + link
        if link and not (is_safe_link(link) and re.match(r"https?://|mailto:|tel:", link, re.I)):
            raise ValidationError(_("Give an address that begins with https:// or http://."))
        return link


class Written(str):
    """Rich text as it stands in a text area, in Markdown; ``rich`` is what it says, where that is known already."""

    __slots__ = ("rich",)
    rich: Rich | None

    @classmethod
    def of(cls, markdown: str, rich: Rich | None = None) -> "Written":
        written = cls(markdown)
        written.rich = rich
        return written


class RichArea(forms.Textarea):
    """A text area for Markdown. The desk's script makes an editor of it, which sends its HTML as ``NAME-html``."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Written | None:
        markup = data.get(f"{name}-html")
        if markup is not None and len(markup) <= LONGEST:
            rich = from_html(markup)
            return Written.of(from_rich(rich), rich)
        typed = super().value_from_datadict(data, files, name) if markup is None else markup
        return None if typed is None else Written.of(typed)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}-html" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rich = value.rich if isinstance(value, Written) else None
        begun = to_rich(str(value or "").replace("\r\n", "\n")) if rich is None else rich
        return super().get_context(name, value, {**(attrs or {}), "data-rich": begun})


class RichField(forms.CharField):
    """Rich text, typed as Markdown (blank lines part paragraphs, *this* is emphasised) or in the editor."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=RichArea(attrs={"rows": 4}), strip=False, max_length=200_000, **options)

    @staticmethod
    def as_markdown(value: Any) -> str:
        return from_rich(Rich(value or ""))

    def prepare_value(self, value: Any) -> Written:
        # What was typed is shown again as typed; anything else is a document's.
        return value if isinstance(value, Written) else Written.of(self.as_markdown(value), Rich(value or ""))

    def clean(self, value: Any) -> Rich:
        markdown = str(super().clean(value)).replace("\r\n", "\n")
        known = value.rich if isinstance(value, Written) else None
        return to_rich(markdown) if known is None else known


def choice_field(words: Mapping[Any, Any], **options: Any) -> forms.TypedChoiceField:
    """A choice between the members of one of the document's enumerations, each with its words; the first is usual."""
    usual = next(iter(words))
    kind: type[StrEnum] = type(usual)
    choices = [(member.value, label) for member, label in words.items()]
    return forms.TypedChoiceField(choices=choices, coerce=kind, initial=usual, **options)


class LinesField(forms.CharField):
    """Several strings, one on each line; ``clean`` gives a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(line.strip() for line in str(super().clean(value)).splitlines() if line.strip())


def lines_field(**options: Any) -> LinesField:
    """A field of several lines, not required."""
    return LinesField(widget=forms.Textarea(attrs={"rows": 2}), required=False, **options)
