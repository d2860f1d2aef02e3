"""Reading again: a past series as the beginning of a new one, of one's own group or of another."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studycircle.documents.keys import slug
from studycircle.documents.programme import DateState, Programme
from studycircle.documents.restart import luggage, restarted
from studycircle.errors import ReadError, WriteError
from studycircle.fetch import LIMIT
from studycircle.store import actions, clock, models, queries
from studycircle.web.editing import stamp
from studycircle.web.people import group_of
from studycircle.web.planning import preview_of, scene_of
from studycircle.web.planning_forms import FillForm, Scene
from studycircle.web.spoken import words_of
from studycircle.web.taking_over import Found, at_address, in_file, in_house, take_over
from studycircle.web.work import Work, on_series, person_of


class StartForm(FillForm):
    """What is new about the new series: its title and its dates."""

    heading = gettext_lazy("Start a new series from this one")
    do = gettext_lazy("Make a draft of it")

    title = forms.CharField(label=gettext_lazy("Title"), max_length=500)
    contacts = forms.BooleanField(label=gettext_lazy("The same people to ask (contacts)"), required=False)
    attachments = forms.BooleanField(
        label=gettext_lazy("What was attached to the sessions"),
        required=False,
        help_text=gettext_lazy("slides and handouts; leave it out if minutes are among it"),
    )
    field_order = ("title", "weekday", "time", "minutes", "usual", "rhythm", "first", "last", "not_on", "waiting")

    @classmethod
    def begin(cls, scene: Scene) -> dict[str, Any]:
        series = scene.programme.series
        keys = [one.key for one in restarted(scene.programme).series.sessions]
        asked = {"title": series.title, "usual": True, "contacts": True, "waiting": keys, "not_on": ()}
        return {**super().begin(scene), **asked, "state": DateState.FIXED}

    def prepare(self) -> None:
        sessions = restarted(self.scene.programme).series.sessions
        choices = [(one.key, one.title or one.number or one.key) for one in sessions]
        self.fields["waiting"].choices = choices  # type: ignore[attr-defined]
        self.fields["waiting"].label = _("Sessions that get a date, in this order")
        for name in ("titles", "new", "all_days"):
            del self.fields[name]

    def start(self, programme: Programme) -> Programme:
        """The new series before it has dates."""
        said = self.cleaned_data
        new = restarted(programme, with_contacts=said["contacts"], with_attachments=said["attachments"])
        key = slug(said["title"]) or programme.series.key
        return replace(new, series=replace(new.series, key=key, title=said["title"]))

    def apply(self, programme: Programme) -> Programme:
        return super().apply(self.start(programme))


def start(request: HttpRequest, work: Work) -> HttpResponse:
    """A new series out of this one: title and dates, then how it would be, then a draft of it."""
    assert work.series is not None
    scene = scene_of(work, None)
    form = StartForm(request.POST if request.method == "POST" else None, scene=replace(scene, told=False))
    context: dict[str, Any] = {"work": work, "form": form, "luggage": luggage(work.programme)}
    if request.method != "POST":
        return render(request, "desk/start.html", context)
    if not form.is_valid():
        return render(request, "desk/start.html", context, status=422)
    new = form.apply(work.programme)
    seen = stamp(new)
    if "do" in request.POST and request.POST.get("seen") == seen:
        draft = actions.start_draft(
            new,
            (),
            group=work.series.group,
            source="",
            name=_("the series “%s”") % (work.series.title or work.series.key),
            media="",
            by=person_of(request),
            now=clock.now(),
        )
        messages.success(request, _("This is the new series. Look it over; nothing is public before you publish it."))
        return redirect("draft", draft.pk)
    nothing = replace(new, series=replace(new.series, sessions=()))
    context["preview"] = preview_of(nothing, new)
    context["has_changed"] = "do" in request.POST
    return render(request, "desk/start.html", context, status=409 if "do" in request.POST else 200)


class TakeOverForm(forms.Form):
    """Whose series to take over: one of three ways to say it."""

    series = forms.ChoiceField(label=gettext_lazy("One of your groups’ series"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Or the address of its page"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("of a series on any site made with Studycircle"),
    )
    file = forms.FileField(
        label=gettext_lazy("Or its file"),
        required=False,
        help_text=gettext_lazy("JSON or Markdown from the foot of its page, or an export (ZIP)"),
    )
    which = forms.CharField(
        label=gettext_lazy("Which series"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("only for an export of several: the word in its address"),
    )

    def __init__(self, *args: Any, person: models.Person, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = queries.series_organised_by(person).order_by("group__name", "-position", "-pk")
        self.rows = {f"{row.group.key}/{row.key}": row for row in rows}
        choices = [(name, f"{row.group.name}: {row.title or row.key}") for name, row in self.rows.items()]
        self.fields["series"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        brought = [name for name in ("series", "address", "file") if str(values.get(name) or "").strip()]
        if not self.errors and len(brought) != 1:
            raise forms.ValidationError(_("Choose a series, give an address, or choose a file: one of the three."))
        return values

    def found(self, request: HttpRequest) -> Found:
        """The series that was named. Raises ``ReadError``, ``FetchError`` for an address."""
        values, person = self.cleaned_data, person_of(request)
        if values["series"]:
            return in_house(self.rows[values["series"]], person)
        if upload := values["file"]:
            if (upload.size or 0) > LIMIT and not upload.name.lower().endswith(".zip"):
                raise ReadError(upload.name, "it is larger than 10 MB")
            return in_file(upload.file, upload.name, values["which"].strip(), today=clock.now().date())
        return at_address(values["address"].strip(), person, host=request.get_host(), today=clock.now().date())


def take_over_page(request: HttpRequest, group: str) -> HttpResponse:
    """Take a series over that this or another group has read: a draft of it, without dates."""
    row, person = group_of(request, group), person_of(request)
    sent = request.method == "POST"
    form = TakeOverForm(request.POST if sent else None, request.FILES if sent else None, person=person)
    if sent and form.is_valid():
        try:
            found = form.found(request)
            if found.series is not None and found.series.group_id == row.pk:
                return redirect("series-start", row.key, found.series.key)
            draft = take_over(found, row, by=person, now=clock.now())
        except (ReadError, WriteError) as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("Taken over. What came and what did not is said on the draft’s page."))
            return redirect("draft", draft.pk)
    return render(request, "desk/take_over.html", {"group": row, "form": form}, status=422 if sent else 200)


series_start = on_series(start)
