"""What somebody fills in who joins, and later changes, without an account; and what organisers say of seats."""

from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from studycircle.documents.spoken import LONGEST_NAME
from studycircle.members.models import Notice
from studycircle.members.people import USUAL, Wishes
from studycircle.writers.programme.words import CATALOGUES

KINDS = {
    Notice.Kind.REMINDER: _("a reminder before each session"),
    Notice.Kind.CHANGE: _("when something changes: the day, the hour, the room"),
    Notice.Kind.READING: _("when there is a new text to read"),
    Notice.Kind.RECAP: _("what was said, after a session"),
    Notice.Kind.COMMENT: _("new comments"),
    Notice.Kind.DIGEST: _("a letter once a week with what is new"),
}


@lru_cache(maxsize=1)
def languages() -> list[tuple[str, str]]:
    """The languages mail is written in, each by its own name."""
    known = {"en", *(folder.name for folder in CATALOGUES.iterdir() if folder.is_dir())}
    named = [(tag, (Locale.parse(tag).get_display_name(tag) or tag).capitalize()) for tag in known]
    return sorted(named, key=lambda pair: pair[1])


class WishesForm(forms.Form):
    """What a member is called and hears."""

    hears = forms.MultipleChoiceField(
        label=_("What you want to hear"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pseudonym = forms.CharField(
        label=_("What you want to be called here"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Any name you like. The organisers see it beside your replies, and everybody beside a comment."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [("", _("as the group’s")), *languages()]  # type: ignore[attr-defined]

    def wishes(self) -> Wishes:
        """What was chosen. Only after ``is_valid()``."""
        values = self.cleaned_data
        heard = frozenset(Notice.Kind(kind) for kind in values["hears"])
        return Wishes(values["pseudonym"], values["language"], heard, values.get("kindle", ""))


class JoinForm(WishesForm):
    """The same, with the address. ``website`` is a trap: people do not see it, programs fill it in."""

    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("email", "hears", "pseudonym", "language")

    def __init__(self, data: Any, *, pseudonym: str, opened: str) -> None:
        """``pseudonym``: what somebody will be called who chooses nothing; ``opened``: says when the form was."""
        super().__init__(data, initial={"opened": opened, "hears": [kind.value for kind in USUAL]})
        self.fields["pseudonym"].help_text = _(
            "Any name you like. Without one you are called something like “%(name)s”."
        ) % {"name": pseudonym}


class MeForm(WishesForm):
    """The same, with the address of a reading device."""

    kindle = forms.EmailField(
        label=_("Mail address of your Kindle"),
        max_length=254,
        required=False,
        help_text=_("It ends in @kindle.com. Then you can have this week’s reading sent there."),
    )
    field_order = ("hears", "pseudonym", "language", "kindle")


class SeatsForm(forms.Form):
    """How many can come."""

    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Leave it empty where there is room for everybody. Who comes too late waits, and moves up."),
    )
