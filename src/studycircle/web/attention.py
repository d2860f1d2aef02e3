"""What needs an organiser's attention, in words and with the way to what mends it; and what comes next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

from studycircle.discussion.queries import comments_waiting
from studycircle.documents.attention import JUDGED, Facts, Item, Want, attention, doubts, urgency
from studycircle.documents.programme import Place, Programme, Session
from studycircle.documents.schedule import days_until, next_session, place_of, starts_at, time_of
from studycircle.holidays_of import holidays_of
from studycircle.members.notices import unheard
from studycircle.store import models, waiting
from studycircle.store.load import load_schedules
from studycircle.web.places import field_address

# Who has something to report that stands in no programme: one line here for each.
SOURCES: tuple[waiting.Source, ...] = (
    waiting.mail,
    waiting.polls,
    waiting.takings,
    waiting.books,
    waiting.links,
    comments_waiting,
    unheard,
)

WORDS = {
    Want.MAIL: gettext_lazy("The invitation to %(words)s could not be mailed"),
    Want.UNHEARD: ngettext_lazy(
        "One mail to a member did not get through", "%(number)s mails to members did not get through", "number"
    ),
    Want.COMMENT: ngettext_lazy(
        "One comment waits for a moderator", "%(number)s comments wait for a moderator", "number"
    ),
    Want.POLL: ngettext_lazy(
        "One person has said when “%(title)s” suits: fix a date",
        "%(number)s people have said when “%(title)s” suits: fix a date",
        "number",
    ),
    Want.NO_DATE: gettext_lazy("“%(title)s” has no date, and nobody is asked for one"),
    Want.NO_PLACE: gettext_lazy("“%(title)s” has no place, so nobody can come"),
    Want.NO_ROOM: gettext_lazy("“%(title)s” has no room, though other sessions have one"),
    Want.NO_READING: gettext_lazy("“%(title)s” has nothing to read yet"),
    Want.NO_ADDRESS: ngettext_lazy(
        "“%(words)s” has a link without an address", "“%(words)s” has %(number)s links without an address", "number"
    ),
    Want.HOLIDAY: gettext_lazy("“%(title)s” is on a public holiday: %(words)s"),
    Want.NEVER: gettext_lazy("“%(title)s” begins at an hour that does not exist: the clocks go forward over it"),
    Want.TWICE: gettext_lazy("“%(title)s” begins at an hour that comes twice: the clocks go back over it"),
    Want.NOT_TAKEN: gettext_lazy("“%(words)s” could not be taken in from its link"),
    Want.NO_BOOK: gettext_lazy("No book could be made of “%(words)s”"),
    Want.LINK: gettext_lazy("A link to %(words)s does not answer"),
    Want.TAKING: ngettext_lazy("One reading is being taken in", "%(number)s readings are being taken in", "number"),
}

# The page of a group on which that is mended which belongs to no series.
OF_GROUP = {Want.MAIL: "people", Want.UNHEARD: "group-mail", Want.COMMENT: "moderation"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at, as it stands on the page. ``session``: the one it belongs to, if it has a date to show."""

    item: Item
    group: models.Group
    series: models.Series | None
    words: str
    href: str
    session: Session | None = None

    @property
    def may_be_fine(self) -> bool:
        """Whether an organiser can say that it is fine as it is."""
        return self.item.want in JUDGED


@dataclass(frozen=True, slots=True)
class Coming:
    """The next meeting of a series."""

    series: models.Series
    session: Session
    time: dt.time | None
    place: Place
    days: int
    starts: dt.datetime


@dataclass(frozen=True, slots=True)
class Doubts:
    """A draft, with the fields its organiser should look at: the paths and where each is mended."""

    draft: models.Draft
    fields: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Outlook:
    """How things stand in some groups: what to look at, what was said to be fine, what comes next, the drafts."""

    lines: tuple[Line, ...] = ()
    fine: tuple[tuple[Line, models.Fine], ...] = ()
    coming: Coming | None = None
    drafts: list[Doubts] = field(default_factory=list)


def outlook(
    groups: Sequence[models.Group], series: Iterable[models.Series], drafts: Iterable[models.Draft], now: dt.datetime
) -> Outlook:
    """How things stand in ``groups`` with their ``series``; a fixed number of queries, however many there are."""
    rows = list(series)
    schedules = load_schedules(rows)
    reports: defaultdict[tuple[int, int | None], list[Item]] = defaultdict(list)
    keys = [group.pk for group in groups]
    for source in SOURCES:
        for report in source(keys, now):
            reports[report.group, report.series].append(report.item)
    found = [_line(item, group, None, None) for group in groups for item in reports[group.pk, None]]
    coming = []
    for row in rows:
        programme = schedules[row.pk]
        facts = Facts(_holidays(programme, now), tuple(reports[row.group_id, row.pk]))
        found += [_line(item, row.group, row, programme) for item in attention(programme, facts, now)]
        coming += _coming(row, programme, now)
    fine = {(one.group_id, one.series_id, one.name): one for one in models.Fine.objects.filter(group__in=groups)}
    lines, excused = [], []
    for line in sorted(found, key=lambda one: urgency(one.item)):
        known = fine.get((line.group.pk, line.series.pk if line.series else None, line.item.name))
        excused.append((line, known)) if known and line.may_be_fine else lines.append(line)
    return Outlook(
        tuple(lines), tuple(excused), min(coming, key=lambda one: one.starts, default=None), [*map(_doubts, drafts)]
    )


def _holidays(programme: Programme, now: dt.datetime) -> Mapping[dt.date, str]:
    group = programme.group
    years = {one.date.year for one in programme.series.sessions if one.date and one.date >= now.date()}
    return holidays_of(group.country, group.region, years, get_language() or "") if group.country and years else {}


def _coming(row: models.Series, programme: Programme, now: dt.datetime) -> list[Coming]:
    session = next_session(programme, now)
    starts = starts_at(programme, session) if session else None
    days = days_until(programme, session, now) if session else None
    if session is None or starts is None or days is None:
        return []
    series = programme.series
    return [Coming(row, session, time_of(series, session), place_of(series, session), days, starts)]


def _doubts(draft: models.Draft) -> Doubts:
    programme, base = draft.programme, reverse("draft", args=[draft.pk])
    return Doubts(draft, tuple((item.about, field_address(item.about, base, programme)) for item in doubts(programme)))


def _line(item: Item, group: models.Group, row: models.Series | None, programme: Programme | None) -> Line:
    sessions = programme.series.sessions if programme else ()
    session = next((one for one in sessions if one.key == item.session), None)
    title = (session.title or session.number) if session else item.words
    words = WORDS[item.want] % {"title": title or _("(no title)"), "words": item.words, "number": item.number}
    return Line(item, group, row, str(words), _href(item, group, row, programme), session)


def _href(item: Item, group: models.Group, row: models.Series | None, programme: Programme | None) -> str:
    """Where it is mended."""
    if row is None or programme is None:
        return reverse(OF_GROUP[item.want], args=[group.key])
    base = reverse("series", args=[group.key, row.key])
    at_session = f"session:{item.session}"
    match item.want:
        case Want.POLL | Want.NO_DATE:
            return f"{base}sessions/{item.session}/poll/"
        case Want.NO_PLACE:
            return field_address(f"{at_session if item.session else 'series'}.place", base, programme)
        case Want.NO_ROOM:
            return field_address(f"{at_session}.room", base, programme)
        case Want.NO_READING:
            return field_address(f"{at_session}.readings", base, programme)
        case Want.NO_ADDRESS:
            return field_address(f"{at_session}/reading:{item.about}/edition:{item.place}.link", base, programme)
        case Want.HOLIDAY:
            return field_address(f"{at_session}.date", base, programme)
        case Want.NEVER | Want.TWICE:
            return field_address(f"{at_session}.time", base, programme)
        case Want.NOT_TAKEN:
            return f"{reverse('shelf-new', args=[group.key])}?for={item.place}"
        case Want.NO_BOOK:
            return reverse("shelf-text", args=[group.key, item.place])
        case Want.LINK:
            return f"{base}links/#link-{item.place}"
        case Want.TAKING:
            return reverse("series-readings", args=[group.key, row.key])
    raise AssertionError(f"nobody has said where {item.want} is mended")
