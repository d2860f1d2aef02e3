"""Taking a page in: the form, and reading what it brings into a draft."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studycircle.documents.compare import adopt_keys
from studycircle.documents.programme import Audience
from studycircle.errors import ReadError
from studycircle.fetch import LIMIT, fetch
from studycircle.readers.programme.shown import shown_lines
from studycircle.readers.table import read_programme
from studycircle.store import actions, groups, models
from studycircle.store.load import load_programme

FETCH_SECONDS = 10.0  # a person waits for it, and one of the server's two threads with them


class BeginForm(forms.Form):
    """What a series is called that is begun without a page."""

    title = forms.CharField(label=_("Title of the series"), max_length=300)


class IntakeForm(forms.Form):
    """One of three ways to bring a page, and whose it is."""

    group = forms.ChoiceField(label=_("It is the page of"), required=False)

    text = forms.CharField(
        label=_("Paste the page"),
        widget=forms.Textarea(attrs={"rows": 14, "class": "page-long"}),
        required=False,
        strip=False,
    )
    file = forms.FileField(label=_("Or upload a file"), required=False, help_text=_("text, HTML, Markdown or Word"))
    address = forms.CharField(
        label=_("Or give its address"),
        required=False,
        max_length=2000,
        help_text=_("such as https://example.org/group"),
    )

    def __init__(self, *args: Any, groups: Sequence[models.Group] = (), **options: Any) -> None:
        """``groups``: of which it may be a page, or of a new one; without any nothing is asked."""
        super().__init__(*args, **options)
        self.groups = {group.key: group for group in groups}
        if not groups:
            del self.fields["group"]
            return
        names = [(group.key, group.name or group.key) for group in groups]
        self.fields["group"].choices = [("", _("a new group")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        brought = [name for name in ("text", "file", "address") if str(values.get(name) or "").strip()]
        if not brought and not self.errors:
            raise forms.ValidationError(_("Paste the page, choose a file, or give an address."))
        if len(brought) > 1:
            raise forms.ValidationError(_("That is more than one page. Give only one of the three."))
        return values


def take_in(form: IntakeForm, person: models.Person, series: models.Series | None, *, now: dt.datetime) -> models.Draft:
    """A draft of what ``form`` brings, for ``series`` again if one is given.

    Raises ``ReadError`` (``FetchError`` for an address); then nothing was stored.
    """
    data, name, media = _brought(form)
    programme, problems = read_programme(data, name=name, media=media, today=now.date())
    if not programme.series.sessions:
        raise ReadError(name, str(_("no session was found in it")), str(_("Is it the page with the schedule?")))
    if series is not None:
        archived = frozenset(models.Session.objects.filter(series=series, archived=True).values_list("key", flat=True))
        programme = adopt_keys(load_programme(series, audience=Audience.ORGANISERS), programme, taken=archived)
    group = series.group if series else form.groups.get(form.cleaned_data.get("group", ""))
    if group is not None and series is None:
        # The group stands already, and how is not for the page to say.
        sources = tuple(source for source in programme.sources if not source.field.startswith("group."))
        programme = replace(programme, group=groups.document(group), sources=sources)
        problems = tuple(problem for problem in problems if problem.code != "zone-unknown")
    return actions.start_draft(
        programme,
        problems,
        group=group,
        series=series,
        source=shown_lines(data, name=name, media=media),
        name=name,
        media=media,
        by=person,
        now=now,
    )


def _brought(form: IntakeForm) -> tuple[bytes, str, str]:
    """(content, name, media type) of what the form brings."""
    values = form.cleaned_data
    if upload := values["file"]:
        if upload.size > LIMIT:
            raise ReadError(upload.name, str(_("it is larger than 10 MB")), str(_("Give the page itself.")))
        return upload.read(), upload.name, upload.content_type or ""
    if values["address"].strip():
        address = values["address"].strip()
        fetched = fetch(address if "://" in address else f"https://{address}", seconds=FETCH_SECONDS)
        return fetched.data, fetched.address, fetched.media
    data = values["text"].replace("\r\n", "\n").encode()
    if len(data) > LIMIT:
        raise ReadError("", str(_("it is larger than 10 MB")))
    # A browser hands over text; pasted HTML source says so itself.
    return (
        data,
        str(_("the pasted page")),
        "text/html" if data.lstrip()[:15].lower().startswith((b"<!doctype", b"<html")) else "text/plain",
    )
