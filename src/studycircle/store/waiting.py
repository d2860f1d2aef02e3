"""What waits for the organisers of groups and stands in no programme: each source is one query, however many groups.

Whoever else has something to report (replies, comments) writes such a function beside its own tables; the desk lists
them all in one place (``web/attention.py``).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q

from studycircle.documents.attention import Item, Want
from studycircle.documents.links import host_of
from studycircle.documents.programme import DateState
from studycircle.store.links import heard
from studycircle.store.mail import unsent
from studycircle.store.models import Invitation, Link, Poll, Reading, Taking, TextEdition


@dataclass(frozen=True, slots=True)
class Report:
    """An item, and the rows it is of: a group, and one of its series where it belongs to one."""

    group: int
    series: int | None
    item: Item


Source = Callable[[Collection[int], dt.datetime], Iterator[Report]]


def polls(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """The polls that run, with how many have answered; urgent when the first of their dates is near."""
    said = Q(answers__withdrawn_at=None, answers__answered_at__isnull=False)
    rows = Poll.objects.filter(
        session__series__group__in=groups,
        session__series__archived=False,
        session__archived=False,
        session__state=DateState.PROPOSED,
        closed_at=None,
    ).annotate(
        number=Count("answers", filter=said, distinct=True),
        first=Min("proposals__date", filter=Q(proposals__withdrawn=False)),
    )
    wanted = ("session__series__group", "session__series", "session__key", "session__title", "number", "first")
    for group, series, key, title, number, first in rows.values_list(*wanted):
        when = dt.datetime.combine(first, dt.time.min, dt.UTC) if first else None
        yield Report(group, series, Item(Want.POLL, session=key, words=title, number=number, when=when))


def takings(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """Readings that could not be taken in from their links, and how many of a series are on their way."""
    rows = Taking.objects.filter(
        reading__session__series__group__in=groups,
        reading__session__series__archived=False,
        reading__session__archived=False,
        reading__archived=False,
    ).exclude(state=Taking.State.DONE)
    under_way: dict[tuple[int, int], int] = {}
    for row in rows.select_related("reading__session__series"):
        reading, session, series = row.reading, row.reading.session, row.reading.session.series
        if row.is_under_way:
            under_way[series.group_id, series.pk] = under_way.get((series.group_id, series.pk), 0) + 1
        elif not reading.text:
            about = f"{reading.key} {row.asked_at:%Y%m%d%H%M%S}"  # tried again, it is told again
            item = Item(Want.NOT_TAKEN, about, session.key, reading.title, place=str(reading.pk))
            yield Report(series.group_id, series.pk, item)
    for (group, pk), number in under_way.items():
        yield Report(group, pk, Item(Want.TAKING, number=number, when=now))


def books(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """Readings on the shelf of which a copy could not be made."""
    failed = TextEdition.objects.filter(
        group=OuterRef("session__series__group"), key=OuterRef("text"), archived=False
    ).exclude(failure="")
    rows = Reading.objects.filter(
        Exists(failed),
        session__series__group__in=groups,
        session__series__archived=False,
        session__archived=False,
        archived=False,
    )
    wanted = ("session__series__group", "session__series", "session__key", "title", "text")
    for group, series, key, title, text in rows.order_by("session__position", "position").values_list(*wanted):
        yield Report(group, series, Item(Want.NO_BOOK, text, key, title, place=text))


def links(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """Links that do not answer, but for those an organiser wants to hear nothing of."""
    rows = Link.objects.filter(
        heard(now), group__in=groups, state=Link.State.BROKEN, series__archived=False, series__isnull=False
    )
    for group, series, pk, address in rows.values_list("group", "series", "pk", "address"):
        yield Report(group, series, Item(Want.LINK, address, words=host_of(address), place=str(pk)))


def mail(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """Invitations whose mail has not gone out though it was tried: in two queries."""
    waiting = {str(job.args[2]).lower(): job for job in unsent()}
    rows = Invitation.objects.filter(group__in=groups, accepted_at=None, withdrawn_at=None).exclude(email="")
    for group, address in rows.values_list("group", "email").distinct():
        if job := waiting.get(address.lower()):
            yield Report(group, None, Item(Want.MAIL, str(job.pk), words=address, when=now))
