"""What an organiser types to ask people about dates, and what people answer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from studycircle.documents.polling import Choice, Option
from studycircle.store.models import Answer
from studycircle.store.polls import MOST_ANSWERS, MOST_DATES, Asked, Opened, Slot
from studycircle.web.fields import ClockField, DayField
from studycircle.writers.programme.words import Words

BLANK_ROWS = 4
CHOICES = {
    Choice.YES: _("yes"),
    Choice.IF_NEED_BE: _("if need be"),
    Choice.NO: _("no"),
}


def option_words(option: Option, usual: dt.time | None, *, year: bool = True) -> str:
    """A date in the language of the page, with its hour."""
    return Words(get_language() or "en").moment(option.date, option.time or usual, year=year)


class AskForm(forms.Form):
    """The dates of a poll, a row for each, and how people are asked. The hour is left out where it is the usual one."""

    words = forms.CharField(
        label=_("A word to those you ask"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_shared = forms.BooleanField(
        label=_("One link for all"), required=False, help_text=_("Whoever has it answers under a name of their choice.")
    )
    hides_results = forms.BooleanField(
        label=_("Hide the results until the poll is over"), required=False, help_text=_("You see them all the time.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, slots: Sequence[Slot] = (), suggested: Sequence[dt.date] = (), today: dt.date, **options: Any
    ) -> None:
        """``slots``: those asked about already; ``suggested``: usual days that are free."""
        super().__init__(*args, **options)
        self.known, self.today = set(slots), today
        shown = [*slots, *[(None, None)] * BLANK_ROWS][:MOST_DATES]
        for number in range(max(len(shown), self._rows_sent())):
            date, time = shown[number] if number < len(shown) else (None, None)
            self.fields[f"date-{number}"] = DayField(label=_("Date"), required=False, initial=date)
            self.fields[f"time-{number}"] = ClockField(label=_("Hour"), required=False, initial=time)
        words = Words(get_language() or "en")
        self.fields["suggested"] = forms.TypedMultipleChoiceField(
            label=_("Usual days that are free"),
            choices=[(day.isoformat(), words.day(day, year=True)) for day in suggested],
            coerce=dt.date.fromisoformat,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _rows_sent(self) -> int:
        return min(sum(name.startswith("date-") for name in self.data), MOST_DATES)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Date and hour, row by row."""
        numbers = [name.partition("-")[2] for name in self.fields if name.startswith("date-")]
        return [(self[f"date-{number}"], self[f"time-{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        slots: list[Slot] = [(day, None) for day in values.get("suggested") or ()]
        for field, hour in self.rows():
            day, time = values.get(field.name), values.get(hour.name)
            if day is None:
                if time is not None:
                    self.add_error(field.name, _("There is an hour without a day."))
                continue
            if day < self.today and (day, time) not in self.known:
                self.add_error(field.name, _("This day is over."))
            slots.append((day, time))
        slots = list(dict.fromkeys(slots))
        if not self.errors and not slots:
            raise ValidationError(_("Give at least one date."))
        if len(slots) > MOST_DATES:
            raise ValidationError(_("A poll asks about one date at least and thirty at most"))
        values["slots"] = slots
        return values

    def asked(self) -> Asked:
        """What was typed. Only after ``is_valid()``."""
        values = self.cleaned_data
        return Asked(
            tuple(values["slots"]),
            values["words"],
            values["hides_results"],
            values["is_shared"],
            values["revision"],
        )


class LinksForm(forms.Form):
    """Who gets a link of their own: names, one a line; or so many without a name."""

    names = forms.CharField(
        label=_("Names or addresses, one on each line"),
        max_length=40_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only organisers see them. Nothing is sent."),
    )
    number = forms.IntegerField(
        label=_("or so many links without a name"), min_value=1, max_value=MOST_ANSWERS, required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        labels = [" ".join(line.split())[:200] for line in str(values.get("names") or "").splitlines() if line.strip()]
        labels += [""] * (values.get("number") or 0)
        if not labels and not self.errors:
            raise ValidationError(_("Write a name, or how many links you need."))
        values["labels"] = labels
        return values


class AnswerForm(forms.Form):
    """What somebody says to each date, and who they are, if they want to say so."""

    name = forms.CharField(label=_("Your name, or another you go by here"), max_length=80, required=False)
    remark = forms.CharField(
        label=_("A remark for the organisers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, opened: Opened, options: Sequence[Option], usual: dt.time | None) -> None:
        before = opened.answer or Answer()
        # An address the organiser typed is not a name to show.
        name = before.name or (before.label if "@" not in before.label else "")
        super().__init__(data, initial={"name": name, "remark": before.remark})
        self.fields["name"].required = not before.label
        for option in options:
            field = forms.ChoiceField(
                label=option_words(option, usual),
                choices=[(choice.value, words) for choice, words in CHOICES.items()],
                widget=forms.RadioSelect,
                required=False,
                initial=before.choices.get(option.key),
            )
            self.fields[f"date-{option.key}"] = field
        self.options = tuple(options)

    def asked(self) -> list[tuple[Option, forms.BoundField]]:
        """Each date with its field."""
        return [(option, self[f"date-{option.key}"]) for option in self.options]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.choices():
            raise ValidationError(gettext("Say at least to one date whether it suits you."))
        return values

    def choices(self) -> dict[str, str]:
        """What was said, by the key of the date."""
        said = {option.key: self.cleaned_data.get(f"date-{option.key}") for option in self.options}
        return {key: choice for key, choice in said.items() if choice}
