"""What somebody fills in who comments, and what a moderator says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from studycircle.documents.spoken import LONGEST, LONGEST_NAME, tidy, tidy_name
from studycircle.members.models import Notice
from studycircle.members.people import Wishes

PARAGRAPH = r"^\s*¶?\s*([0-9]{1,6}[a-z]{0,2})\s*$"


class WordsField(forms.CharField):
    """Plain text, made harmless."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 7}), **options)

    def to_python(self, value: Any) -> str:
        return tidy(str(super().to_python(value)))


class EditForm(forms.Form):
    """The words of a comment."""

    words = WordsField(
        label=_("Your comment"),
        help_text=_(
            "Plain text. A line that begins with > is a quotation; links and “¶ 47” become links by themselves."
        ),
    )


class CommentForm(EditForm):
    """A comment by whoever came with a link of their own. ``about`` is "", "reading:key" or "question:key"."""

    about = forms.ChoiceField(label=_("About"), required=False)
    paragraph = forms.RegexField(
        PARAGRAPH,
        label=_("Paragraph, if it is about one"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"size": 8, "autocomplete": "off"}),
        error_messages={"invalid": _("Give the number in the margin, such as 47.")},
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order: Sequence[str] = ("about", "words", "paragraph")

    def __init__(self, data: Any, *, about: Sequence[tuple[str, str]], initial: dict[str, str]) -> None:
        """``about``: what can be chosen; nothing: it is known, as where a comment is answered."""
        super().__init__(data, initial=initial)
        if about:
            self.fields["about"].choices = about  # type: ignore[attr-defined]
        else:
            del self.fields["about"]

    def clean_paragraph(self) -> str:
        return str(self.cleaned_data["paragraph"]).strip().lstrip("¶").strip()

    def reading(self) -> str:
        """The key of the reading it is about, or ""."""
        kind, _, key = self.cleaned_data.get("about", "").partition(":")
        return key if kind == "reading" else ""

    def question(self) -> str:
        """The key of the question it is about, or ""."""
        kind, _, key = self.cleaned_data.get("about", "").partition(":")
        return key if kind == "question" else ""


class StrangerForm(CommentForm):
    """The same by somebody of whom nothing is known yet. ``website`` is a trap: people do not see it."""

    name = forms.CharField(
        label=_("What you want to be called here"),
        max_length=LONGEST_NAME,
        help_text=_("Any name you like; everybody sees it. If you joined before, it is the name you chose then."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        help_text=_("Once, to ask whether it was you. Nobody sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    hears = forms.BooleanField(label=_("Write to me when somebody comments here"), required=False)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    sum = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    field_order = ("about", "words", "paragraph", "name", "email", "hears")

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give a name people can read."))
        return name

    def wishes(self) -> Wishes:
        """How they want to be known. Only after ``is_valid()``."""
        heard = frozenset({Notice.Kind.COMMENT} if self.cleaned_data["hears"] else ())
        return Wishes(self.cleaned_data["name"], hears=heard)


REASONS = {
    "": _("no reason given"),
    "off": _("not about the reading"),
    "unkind": _("unkind to somebody"),
    "personal": _("tells what is somebody’s own"),
    "advertising": _("advertising"),
    "twice": _("said already"),
}


class ReasonForm(forms.Form):
    """Why a moderator decides so: one of the usual reasons, or their own words; its author reads it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[*REASONS.items()], required=False)
    why = forms.CharField(label=_("or in your words"), max_length=280, required=False)

    def said(self) -> str:
        """The reason as it is kept. Only after ``is_valid()``."""
        reason = self.cleaned_data["reason"]
        own = " ".join(tidy(self.cleaned_data["why"]).split())
        return own or (str(REASONS[reason]) if reason else "")
