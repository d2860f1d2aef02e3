"""Links that do not answer, on the desk: where they stand, what their server said, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studycircle.documents.links import (
    Linked,
    archive_of,
    archived_at,
    links_of,
    page_of,
    with_page,
    without_editions,
)
from studycircle.documents.programme import Programme
from studycircle.documents.schedule import zone_of
from studycircle.store import clock, links, models
from studycircle.web.fields import LinkField
from studycircle.web.history import say_saved
from studycircle.web.work import Change, StaleError, Work, on_series

State = models.Link.State
# What a server's number means to whoever reads it, and what it means that there is none (``fetch.py``).
NUMBERS = {
    401: gettext_lazy("The server wants a password, so it cannot be checked from here."),
    403: gettext_lazy("The server lets no program look, so it cannot be checked from here."),
    404: gettext_lazy("The server says that there is no such page."),
    405: gettext_lazy("The server lets no program look, so it cannot be checked from here."),
    410: gettext_lazy("The server says that the page was taken away for good."),
    429: gettext_lazy("The server has too many visitors at the moment."),
    999: gettext_lazy("The server lets no program look, so it cannot be checked from here."),
}
OUT_OF_ORDER = gettext_lazy("The server is out of order.")
SILENCES = {
    "took too long": gettext_lazy("The server took too long."),
    "there is no server": gettext_lazy("There is no server of that name any more."),
    "certificate": gettext_lazy("Its certificate cannot be trusted: browsers warn people of the page."),
    "nothing answers": gettext_lazy("Nothing answers there."),
    "connection broke": gettext_lazy("The connection broke."),
    "private network": gettext_lazy("It lies in a private network, which is not looked into from here."),
    "redirected more than": gettext_lazy("The server sends programs round in a ring; it may show people the page."),
}


class LinkForm(forms.Form):
    """Another address for a link."""

    address = LinkField(label=gettext_lazy("New address"))

    def __init__(self, typed: QueryDict | None, of: str) -> None:
        """``of``: tells the forms of a page apart."""
        super().__init__(typed, auto_id=f"link-{of}-%s")


@dataclass(frozen=True, slots=True)
class Ailing:
    """A link that may lead nowhere, with the places where it stands and the form that puts another there."""

    row: models.Link
    places: tuple[Linked, ...]
    form: LinkForm
    readings: Mapping[str, str] = field(default_factory=dict)  # that are on no shelf yet: title by where to bring one

    @property
    def said(self) -> str:
        """What the server said, in plain words."""
        if self.row.status is None:
            return str(next((words for part, words in SILENCES.items() if part in self.row.words), self.row.words))
        words = NUMBERS.get(self.row.status, OUT_OF_ORDER if 500 <= self.row.status < 600 else "")
        return f"{words} ({self.row.status})" if words else _("The server answered %d.") % self.row.status

    @property
    def is_only_on_shelf(self) -> bool:
        """Whether it stands only with texts of the shelf, and is changed there."""
        return all(place.shelved for place in self.places)

    @property
    def has_copy(self) -> bool:
        """Whether a reading that has it stands on the shelf too."""
        return any(place.reading and place.reading.text for place in self.places)

    @property
    def archive(self) -> str:
        """Where to look for old copies by hand."""
        return archive_of(self.row.address)


def overview(request: HttpRequest, work: Work) -> HttpResponse:
    """The links that do not answer or may not; with POST, what is to become of one."""
    if request.method == "POST":
        return _act(request, work)
    return _page(request, work)


def _page(request: HttpRequest, work: Work, typed: QueryDict | None = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    rows, places = _known(work)
    ailing = [_ailing(work, row, places, typed) for row in rows if row.state in (State.BROKEN, State.DOUBTFUL)]
    heard = [one for one in ailing if not links.is_quiet(one.row, now)]
    context = {
        "work": work,
        "zone": zone_of(work.programme),
        "broken": [one for one in heard if one.row.state == State.BROKEN],
        "doubtful": [one for one in heard if one.row.state == State.DOUBTFUL],
        "quiet": [one for one in ailing if links.is_quiet(one.row, now)],
        "good": sum(row.state == State.GOOD for row in rows),
        "waiting": sum(row.state == State.UNKNOWN for row in rows),
    }
    return render(request, "desk/links.html", context, status=status)


def _known(work: Work) -> tuple[list[models.Link], dict[str, list[Linked]]]:
    """What is known of the links of the programme, in its order, and where each stands."""
    assert work.series is not None
    places: dict[str, list[Linked]] = {}
    for one in links_of(work.programme):
        places.setdefault(page_of(one.address), []).append(one)
    rows = links.rows_of(work.series.group, places)
    return [rows[page] for page in places if page in rows], places


def _ailing(work: Work, row: models.Link, places: Mapping[str, list[Linked]], typed: QueryDict | None = None) -> Ailing:
    assert work.series is not None
    here = tuple(places[row.address])
    is_typed = typed is not None and typed.get("page") == row.address
    bring = reverse("shelf-new", args=[work.series.group.key])
    wanting = {}
    for place in here:
        if place.session and place.reading and not place.reading.text:
            found = models.Reading.objects.filter(
                session__series=work.series, session__key=place.session.key, key=place.reading.key
            ).first()
            if found is not None:
                wanting[f"{bring}?for={found.pk}"] = place.reading.title
    return Ailing(row, here, LinkForm(typed if is_typed else None, str(row.pk)), wanting)


def _act(request: HttpRequest, work: Work) -> HttpResponse:
    """Put another address in place of one, use our own copy, or leave it alone."""
    assert work.series is not None
    rows, places = _known(work)
    row = next((one for one in rows if one.address == request.POST.get("page")), None)
    if row is None:
        messages.error(request, _("This was changed meanwhile, so nothing was saved. It stands below as it is now."))
        return _page(request, work, status=409)
    act = request.POST.get("act")
    if act in ("leave", "again"):
        links.leave_alone(row, clock.now() if act == "leave" else None)
        messages.success(request, _("It is left alone for 90 days.") if act == "leave" else _("It is shown again."))
        return redirect(f"{work.base}links/")
    if act == "replace":
        form = LinkForm(request.POST, str(row.pk))
        if not form.is_valid():
            return _page(request, work, request.POST, status=422)
        new, said = form.cleaned_data["address"], _("The new address is in its place.")
    elif act == "archive" and archived_at(row.address):
        new, said = archived_at(row.address), _("The web archive’s address is in its place. Open it once to see.")
    elif act == "copy" and _ailing(work, row, places).has_copy:
        new, said = "", _("The link was taken out; the copy on the shelf is there.")
    else:
        return _page(request, work, status=422)

    number = work.keep(_changing(row.address, new))
    links.forget_in(row, work.series)
    say_saved(request, work.base, said, number)
    return redirect(f"{work.base}links/")


def _changing(page: str, new: str) -> Change:
    """The change that puts ``new`` in place of ``page``; without a new one, that takes it where there is a copy."""

    def change(programme: Programme) -> Programme:
        if all(page_of(one.address) != page for one in links_of(programme)):
            raise StaleError
        return with_page(programme, page, new) if new else without_editions(programme, page)

    return change


series_links = on_series(overview)
