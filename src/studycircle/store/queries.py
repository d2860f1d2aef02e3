"""Questions to the rows that span tables. Whoever may not see a row gets "there is none", never "not for you"."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from studycircle.documents import programme as documents
from studycircle.documents.programme import Audience, DateState, Kind
from studycircle.documents.schedule import SeriesSummary
from studycircle.store.load import load_programme
from studycircle.store.models import Draft, Group, Membership, Person, Reading, Right, Series, Session, TextEdition

GONE_FOR = dt.timedelta(days=90)  # calendars that show a session that was taken out have so long to learn of it


def public_groups() -> QuerySet[Group]:
    """The groups that have a site: those with a series."""
    return Group.objects.filter(archived=False, series__archived=False).distinct().order_by("name", "key")


def groups_organised_by(person: Person) -> QuerySet[Group]:
    """The groups ``person`` is an organiser of."""
    return Group.objects.filter(
        archived=False, memberships__person=person, memberships__right=Right.ORGANISER
    ).order_by("name", "key")


def groups_edited_by(person: Person) -> QuerySet[Group]:
    """The groups whose notes and questions ``person`` may write: those they edit, and those they organise."""
    rights = (Right.EDITOR, Right.ORGANISER)
    return Group.objects.filter(archived=False, memberships__person=person, memberships__right__in=rights).order_by(
        "name", "key"
    )


def series_edited_by(person: Person) -> QuerySet[Series]:
    """The series whose notes and questions ``person`` may write, with their group."""
    return Series.objects.filter(archived=False, group__in=groups_edited_by(person)).select_related("group")


def memberships_of(person: Person) -> QuerySet[Membership]:
    """What ``person`` is to which groups, with the group."""
    rows = Membership.objects.filter(person=person, group__archived=False)
    return rows.select_related("group").order_by("group__name", "group__key")


def may_found(person: Person) -> bool:
    """Whether ``person`` may found a group: administrators may, and who organises one already."""
    return person.is_superuser or groups_organised_by(person).exists()


def series_organised_by(person: Person) -> QuerySet[Series]:
    """The series of the groups ``person`` organises, with their group."""
    return Series.objects.filter(archived=False, group__in=groups_organised_by(person)).select_related("group")


def drafts_of(person: Person) -> QuerySet[Draft]:
    """The open drafts that stand in a group ``person`` organises, or that they made to found one; with group and
    series."""
    theirs = Q(group__in=groups_organised_by(person))
    if may_found(person):
        theirs |= Q(made_by=person, group=None)
    return Draft.objects.filter(theirs, state=Draft.State.OPEN).select_related("group", "series__group")


def summaries(group: Group) -> tuple[SeriesSummary, ...]:
    """The series of ``group`` in one line each, newest first, with one query and no document loaded.

    They were written when each series was last baked, from what the public may see of it.
    """
    rows = Series.objects.filter(group=group, archived=False).order_by("-position", "-pk")
    return tuple(row.shown for row in rows.only("shown") if row.shown is not None)


def calendar_of(
    series: Series, audience: Audience, *, now: dt.datetime
) -> tuple[documents.Programme, tuple[documents.Session, ...]]:
    """What calendars show of ``series``: its programme, without words or sessions if it was taken off, and
    ``gone_sessions``."""
    programme = load_programme(series, audience=audience)
    if series.archived:
        bare = documents.Series(series.key, uid=series.uid, language=series.language, zone=series.zone)
        programme = documents.Programme(programme.group, bare)
    return programme, gone_sessions(series, now=now)


def calendars_of(
    group: Group, audience: Audience, *, now: dt.datetime
) -> Iterator[tuple[Series, documents.Programme, tuple[documents.Session, ...]]]:
    """``calendar_of`` each series of ``group`` that calendars show anything of."""
    for series in Series.objects.filter(group=group).order_by("position", "pk"):
        if not series.archived or gone_sessions(series, now=now):
            yield series, *calendar_of(series, audience, now=now)


def coming_when_taken_off(series: Series) -> QuerySet[Session]:
    """The meetings that were still to come when ``series`` was taken off; none where it was not."""
    rows = Session.objects.filter(series=series, archived=False, kind=Kind.MEETING)
    return rows.filter(date__gte=series.taken_off.date()) if series.taken_off else rows.none()


def gone_sessions(series: Series, *, now: dt.datetime) -> tuple[documents.Session, ...]:
    """The dated meetings taken out of ``series``, or taken off with it, as cancelled ones, until ``GONE_FOR`` after
    their day and their end.

    They are bare: what was taken out may have been so for what it said.
    """
    since = now - GONE_FOR
    gone = Session.objects.filter(series=series, archived=True) | coming_when_taken_off(series)
    rows = gone.filter(Q(date__gt=since.date()) | Q(changed__gt=since))
    dated = rows.filter(kind=Kind.MEETING).exclude(date=None).exclude(state=DateState.TBA).order_by("date", "pk")
    return tuple(map(gone_session, dated))


def gone_session(row: Session) -> documents.Session:
    """A session that was taken out, as a cancelled one without words."""
    return documents.Session(
        key=row.key,
        state=DateState.CANCELLED,
        date=row.date,
        time=row.time,
        minutes=row.minutes,
        place=documents.Place(),
        sequence=row.sequence,
        changed=row.changed,
    )


def shelf_titles(group: Group) -> dict[str, str]:
    """The texts on the shelf of ``group``, as a choice: by key, title and what tells editions of one work apart."""
    rows = TextEdition.objects.filter(group=group, archived=False).order_by("title", "pk")
    return {
        row.key: " · ".join(filter(None, (row.title, row.author, row.translator, row.year)))
        for row in rows.only("key", "title", "author", "translator", "year")
    }


def readers_of(edition: TextEdition) -> list[int]:
    """The ids of the series whose readings are that text."""
    rows = Reading.objects.filter(text=edition.key, archived=False, session__series__group=edition.group_id)
    return list(rows.order_by("session__series").values_list("session__series", flat=True).distinct())


def read_in(series: Series) -> list[int]:
    """The ids of the texts of the shelf that readings of the series are."""
    named = Reading.objects.filter(session__series=series, archived=False).exclude(text="").values("text")
    return list(TextEdition.objects.filter(group=series.group_id, key__in=named).values_list("pk", flat=True))
