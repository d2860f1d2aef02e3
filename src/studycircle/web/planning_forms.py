"""What an organiser says when planning dates: one form for each act, which makes of a programme what was meant."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from studycircle.documents import planning
from studycircle.documents.planning import LAST, Rhythm
from studycircle.documents.programme import DateState, Programme, Session
from studycircle.web.fields import ClockField, DayField, choice_field
from studycircle.web.forms import WEEKDAYS

MOST = 200  # sessions that can be made at a time
FARTHEST = dt.timedelta(days=366 * 20)

RHYTHMS = {
    "1": _("every week"),
    "2": _("every other week"),
    "3": _("every third week"),
    "4": _("every fourth week"),
    "first": _("on the first such day of each month"),
    "second": _("on the second such day of each month"),
    "third": _("on the third such day of each month"),
    "fourth": _("on the fourth such day of each month"),
    "last": _("on the last such day of each month"),
}
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act is done to. ``today``: the local day; ``told``: whether the dates are public already."""

    programme: Programme
    today: dt.date
    told: bool
    session: Session | None = None

    @property
    def key(self) -> str:
        """Of the session it begins with."""
        assert self.session is not None
        return self.session.key

    def following(self) -> tuple[Session, ...]:
        """The sessions that stand behind it in the list."""
        sessions = self.programme.series.sessions
        return sessions[next(at for at, one in enumerate(sessions) if one.key == self.key) + 1 :]


class DaysField(forms.CharField):
    """Several days, one on each line or parted by commas: 2026-03-02."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=5000, strip=True, **options
        )

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(day.isoformat() for day in value or ())

    def clean(self, value: Any) -> frozenset[dt.date]:
        words = str(super().clean(value)).replace(",", " ").replace(";", " ").split()
        try:
            return frozenset(dt.date.fromisoformat(word) for word in words)
        except ValueError as error:
            raise ValidationError(_("Write each day as year-month-day, such as 2026-12-28.")) from error


class PlanForm(forms.Form):
    """An act. ``apply`` makes of a programme what was said; it may be asked again of a newer one."""

    heading: ClassVar[Any] = ""
    short: ClassVar[Any] = ""  # in a row of choices
    do: ClassVar[Any] = _("Do it")

    def __init__(self, typed: QueryDict | None = None, *, scene: Scene) -> None:
        super().__init__(typed, initial=self.begin(scene))
        self.scene = scene
        self.prepare()

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        """What the form says at first."""
        return {}

    def prepare(self) -> None:
        """Fit the fields to the scene."""

    def apply(self, programme: Programme) -> Programme:
        """``programme`` after the act. Only after ``is_valid()``."""
        raise NotImplementedError


class RhythmForm(PlanForm):
    """An act for which one must know how often people meet."""

    weekday = forms.TypedChoiceField(label=_("On"), choices=WEEKDAYS[1:], coerce=int)
    rhythm = forms.ChoiceField(label=_("How often"), choices=list(RHYTHMS.items()))
    not_on = DaysField(label=_("Not on"), help_text=_("days on which nobody meets, one on each line: 2026-12-28"))

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        rhythm = planning.rhythm_of(scene.programme.series)
        if rhythm is None:
            return {"weekday": scene.today.weekday(), "rhythm": "1"}
        named = next((name for name, nth in NTH.items() if nth == rhythm.nth), str(rhythm.every))
        gaps = planning.gaps_of(scene.programme.series, rhythm, scene.today)
        return {"weekday": rhythm.weekday, "rhythm": named if named in RHYTHMS else "1", "not_on": gaps}

    def rhythm_typed(self) -> Rhythm:
        """What was chosen."""
        said, weekday = self.cleaned_data["rhythm"], self.cleaned_data["weekday"]
        return Rhythm(weekday, nth=NTH[said]) if said in NTH else Rhythm(weekday, int(said))

    def shared(self) -> dict[str, Any]:
        """What every shift must be told."""
        return {"today": self.scene.today, "told": self.scene.told, "not_on": self.cleaned_data["not_on"]}


class FillForm(RhythmForm):
    """Dates from a slot: for the sessions that have none, and for new ones."""

    heading = _("Fill in dates")
    do = _("Set these dates")

    time = ClockField(label=_("At"), required=False)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=1440, required=False)
    usual = forms.BooleanField(label=_("This is the usual day and hour of the series"), required=False)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"), required=False, help_text=_("the last day on which you may meet; empty: as needed"))
    state = choice_field(
        {DateState.FIXED: _("fixed"), DateState.PROPOSED: _("proposed only")}, label=_("The dates are")
    )
    waiting = forms.MultipleChoiceField(
        label=_("For these sessions, which have no date"), widget=forms.CheckboxSelectMultiple, required=False
    )
    titles = forms.CharField(
        label=_("And new sessions with these titles, one on each line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=20_000,
    )
    new = forms.IntegerField(label=_("And so many without a title"), min_value=0, max_value=MOST, required=False)
    all_days = forms.BooleanField(label=_("And one for every day that is left, to the last"), required=False)
    field_order = ("weekday", "time", "minutes", "usual", "rhythm", "first", "last", "not_on", "state", "waiting")

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        slot = scene.programme.series.slot
        days = [one.date for one in scene.programme.series.sessions if one.date]
        return {
            **super().begin(scene),
            "time": slot.time,
            "minutes": slot.minutes,
            "usual": slot.weekday is None,
            "first": max([scene.today, *days]),
            "waiting": [session.key for session in planning.undated(scene.programme.series)],
        }

    def prepare(self) -> None:
        waiting = planning.undated(self.scene.programme.series)
        choices = [(one.key, one.title or one.number or one.key) for one in waiting]
        self.fields["waiting"].choices = choices  # type: ignore[attr-defined]
        if not waiting:
            del self.fields["waiting"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first"), values.get("last")
        if first and abs(first - self.scene.today) > FARTHEST:
            self.add_error("first", _("That is too far away."))
        if first and last and not first <= last <= first + FARTHEST:
            self.add_error("last", _("The last day must come after the first, within twenty years."))
        if values.get("all_days") and not last:
            self.add_error("last", _("Say to which day."))
        named = [*self._titles(values), *(values.get("waiting") or ())]
        if not (named or values.get("new") or values.get("all_days") or values.get("usual")):
            raise ValidationError(_("Say for which sessions, or how many new ones."))
        if len(named) + (values.get("new") or 0) > MOST:
            raise ValidationError(_("That is more than can be made at a time."))
        return values

    @staticmethod
    def _titles(values: dict[str, Any]) -> list[str]:
        return [line.strip() for line in str(values.get("titles") or "").splitlines() if line.strip()]

    def apply(self, programme: Programme) -> Programme:
        values, slot = self.cleaned_data, programme.series.slot
        rhythm = self.rhythm_typed()
        if values["usual"]:
            same = (slot.weekday, slot.time) == (rhythm.weekday, values["time"])
            usual = replace(slot, weekday=rhythm.weekday, time=values["time"], minutes=values["minutes"])
            # Words about another day would go on telling it.
            slot = usual if same else replace(usual, words="")
            programme = replace(programme, series=replace(programme.series, slot=slot))
        last = values["last"] or min(values["first"] + FARTHEST, dt.date.max)
        days = planning.free_days(programme, planning.dates_of(rhythm, values["first"], last, values["not_on"]))
        more: dict[str, Any] = {
            "state": values["state"],
            "time": None if values["time"] == slot.time else values["time"],
        }
        filled = planning.fill_dates(programme, days, values.get("waiting") or (), **more)
        titles: Iterable[str] = chain(self._titles(values), repeat("", values.get("new") or 0))
        if values.get("all_days"):
            titles = chain(titles, repeat("", MOST))
        return planning.add_sessions(filled, days, titles, **more)
