"""What can be done with one session: an act is a form, and all of them stand in one table."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studycircle.documents import planning
from studycircle.documents.joining import merge_sessions, split_session
from studycircle.documents.keys import new_key
from studycircle.documents.programme import DateState, Kind, Programme, Question, Session
from studycircle.documents.rich import to_plain
from studycircle.web.fields import ClockField, DayField, choice_field
from studycircle.web.forms import HEADING
from studycircle.web.planning_forms import PlanForm, RhythmForm, Scene


class MoveForm(PlanForm):
    """One session on another day."""

    heading = _("Move to another day")
    short = _("Move")
    do = _("Move it")

    date = DayField(label=_("New day"))
    time = ClockField(label=_("Time, if not as usual"), required=False)
    room = forms.CharField(label=_("Another room at the usual place"), max_length=100, required=False)
    why = forms.CharField(label=_("Why, for everybody to read"), max_length=300, required=False)

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        session = scene.session
        assert session is not None
        return {"date": session.date, "time": session.time, "room": session.room, "why": session.status_note}

    def apply(self, programme: Programme) -> Programme:
        values, key = self.cleaned_data, self.scene.key
        moved = planning.move(programme, key, values["date"], told=self.scene.told)
        sessions = tuple(
            replace(one, time=values["time"], room=values["room"], status_note=values["why"]) if one.key == key else one
            for one in moved.series.sessions
        )
        return replace(moved, series=replace(moved.series, sessions=sessions))


class ShiftForm(RhythmForm):
    """This session and all that follow."""

    heading = _("Shift this and all that follow")
    short = _("Shift it and what follows")
    do = _("Shift them")

    by = forms.ChoiceField(
        label=_("How"),
        choices=[("slots", _("to the next free days, as few as possible")), ("weeks", _("all by so many weeks"))],
        initial="slots",
    )
    weeks = forms.IntegerField(
        label=_("Weeks"), min_value=-52, max_value=52, initial=1, required=False, help_text=_("-1 is a week earlier")
    )
    field_order = ("by", "weeks")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("by") == "weeks" and not values.get("weeks"):
            self.add_error("weeks", _("Say by how many weeks."))
        return values

    def apply(self, programme: Programme) -> Programme:
        if self.cleaned_data["by"] == "weeks":
            return planning.shift_by_weeks(programme, self.scene.key, self.cleaned_data["weeks"], **self.shared())
        return planning.shift_to_slots(programme, self.scene.key, self.rhythm_typed(), **self.shared())


class CancelForm(PlanForm):
    """The session does not take place."""

    heading = _("Cancel this meeting")
    short = _("Cancel this meeting")
    do = _("Cancel this meeting")

    why = forms.CharField(label=_("Why, for everybody to read"), max_length=300, required=False)

    def apply(self, programme: Programme) -> Programme:
        return planning.cancel(programme, self.scene.key, self.cleaned_data["why"])


class ReinstateForm(PlanForm):
    """A cancelled session takes place after all."""

    heading = _("Let it take place after all")
    short = _("Let it take place")
    do = _("It takes place")

    def apply(self, programme: Programme) -> Programme:
        return planning.reinstate(programme, self.scene.key)


class MakesRoomForm(RhythmForm):
    """An act that puts a session in."""

    when = forms.ChoiceField(
        label=_("Its date"),
        choices=[
            ("room", _("the next day; what follows makes room")),
            ("tba", _("to be agreed")),
            ("day", _("this day:")),
        ],
        initial="room",
    )
    date = DayField(label=_("Day"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("when") == "day" and not values.get("date"):
            self.add_error("date", _("Say which day."))
        return values

    def put_in(self, programme: Programme, session: Session, *, before: bool) -> Programme:
        """``session`` beside that of the scene, on the day that was chosen."""
        when = self.cleaned_data["when"]
        if when == "day":
            session = planning.on_day(session, self.cleaned_data["date"])
        rhythm = self.rhythm_typed() if when == "room" else None
        return planning.insert(programme, session, self.scene.key, before=before, rhythm=rhythm, **self.shared())


class InsertForm(MakesRoomForm):
    """A session or a break more."""

    heading = _("Put a week in")
    short = _("Put a week in")
    do = _("Put it in")

    where = forms.ChoiceField(
        label=_("Where"), choices=[("before", _("before it")), ("after", _("after it"))], initial="before"
    )
    kind = choice_field({Kind.MEETING: _("a session"), Kind.BREAK: _("a break: nobody meets")}, label=_("This is"))
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    field_order = ("where", "kind", "title", "when", "date")

    def apply(self, programme: Programme) -> Programme:
        values = self.cleaned_data
        taken = {one.key for one in programme.series.sessions}
        kind = values["kind"]
        key = new_key(values["title"], taken, "break" if kind is Kind.BREAK else "session")
        state = DateState.FIXED if kind is Kind.BREAK and values["when"] != "tba" else DateState.TBA
        session = Session(key, values["title"], kind=kind, state=state)
        return self.put_in(programme, session, before=values["where"] == "before")


class MergeForm(PlanForm):
    """Two sessions become one."""

    heading = _("Merge with another")
    short = _("Merge")
    do = _("Merge them")

    other = forms.ChoiceField(label=_("With"), help_text=_("its page leaves the site; what hangs on it moves here"))
    title = forms.CharField(label=_("Title of both together"), max_length=300, required=False)

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        assert scene.session is not None
        after = next((one for one in scene.following() if one.kind is Kind.MEETING), None)
        titles = dict.fromkeys(filter(None, (scene.session.title, after.title if after else "")))
        return {"other": after.key if after else "", "title": " / ".join(titles)}

    def prepare(self) -> None:
        others = [one for one in self.scene.programme.series.sessions if one.key != self.scene.key]
        choices = [(one.key, one.title or one.number or one.key) for one in others if one.kind is Kind.MEETING]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]

    def apply(self, programme: Programme) -> Programme:
        values = self.cleaned_data
        return merge_sessions(programme, self.scene.key, values["other"], title=values["title"])


class SplitForm(MakesRoomForm):
    """A long reading over two sessions."""

    heading = _("Split a long reading over two sessions")
    short = _("Split")
    do = _("Split it")

    reading = forms.ChoiceField(label=_("Reading"))
    first = forms.CharField(label=_("First part"), max_length=200, help_text=_("such as: chapters 1–3"))
    second = forms.CharField(label=_("Second part"), max_length=200, help_text=_("such as: chapters 4–6"))
    title = forms.CharField(label=_("Title of the second session"), max_length=300, required=False)
    questions = forms.MultipleChoiceField(
        label=_("Questions that go with the second part"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("reading", "first", "second", "title", "questions", "when", "date")

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        assert scene.session is not None
        part = next((reading.part for reading in scene.session.readings), "")
        return {**super().begin(scene), "first": part, "title": scene.session.title}

    def prepare(self) -> None:
        session = self.scene.session
        assert session is not None
        readings = [(one.key, ", ".join(filter(None, (one.title, one.part)))) for one in session.readings]
        questions = [(one.key, _first_words(one)) for one in session.questions]
        self.fields["reading"].choices = readings  # type: ignore[attr-defined]
        self.fields["questions"].choices = questions  # type: ignore[attr-defined]
        if not questions:
            del self.fields["questions"]

    def apply(self, programme: Programme) -> Programme:
        values = self.cleaned_data
        stay, new = split_session(
            programme,
            self.scene.key,
            values["reading"],
            (values["first"], values["second"]),
            title=values["title"],
            questions=values.get("questions") or (),
        )
        return self.put_in(stay, new, before=False)


def _first_words(question: Question) -> str:
    """A question as one knows it again."""
    words = " ".join(to_plain(question.text).split())
    return f"{question.number} {words if len(words) <= HEADING else words[:HEADING] + '…'}".strip()


ACTS: dict[str, type[PlanForm]] = {
    "move": MoveForm,
    "shift": ShiftForm,
    "cancel": CancelForm,
    "reinstate": ReinstateForm,
    "insert": InsertForm,
    "merge": MergeForm,
    "split": SplitForm,
}


def acts_for(session: Session, programme: Programme) -> tuple[tuple[str, Any], ...]:
    """What can be done with a session, the most usual first: the name of each act, and its words."""
    meetings = sum(one.kind is Kind.MEETING for one in programme.series.sessions)
    if session.kind is Kind.BREAK:
        names = ["move", "insert"]
    elif session.state is DateState.CANCELLED:
        names = ["reinstate", "move", "insert"]
    else:
        can = {"shift": session.date is not None, "merge": meetings > 1, "split": bool(session.readings)}
        names = [name for name in ("move", "cancel", "shift", "insert", "merge", "split") if can.get(name, True)]
    return tuple((name, ACTS[name].short) for name in names)
