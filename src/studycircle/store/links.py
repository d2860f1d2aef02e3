"""The rows of links: which there are, which are due, and what an organiser is to hear of."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from studycircle.documents.links import host_of, links_of, page_of
from studycircle.documents.programme import Audience
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Link, Series

FIRST = dt.timedelta(minutes=5)  # while somebody types, a link is not asked for
QUIET = dt.timedelta(days=90)
LONGEST_HOST = 253  # characters (RFC 1035)


def digest_of(page: str) -> str:
    """What names an address within its group: some are too long for an index."""
    return hashlib.blake2b(page.encode("utf-8", "replace"), digest_size=16).hexdigest()


def note_links(group: Group, *, ours: frozenset[str], now: dt.datetime) -> None:
    """Make a row for each address the programmes of ``group`` link to, and forget those that are gone.

    ``ours``: hosts that are this house; nobody need look whether they answer.
    """
    pages: dict[str, list[Series]] = {}
    for series in Series.objects.filter(group=group, group__archived=False, archived=False):
        programme = load_programme(series, audience=Audience.ORGANISERS)
        for page in dict.fromkeys(page_of(one.address) for one in links_of(programme)):
            if len(host := host_of(page)) <= LONGEST_HOST and host not in ours:
                pages.setdefault(page, []).append(series)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # one at a time
        rows = {row.address: row for row in Link.objects.filter(group=group).prefetch_related("series")}
        Link.objects.filter(pk__in=[row.pk for page, row in rows.items() if page not in pages]).delete()
        for page, linking in pages.items():
            row = rows.get(page)
            if row is None:
                due = now + FIRST
                row = Link.objects.create(
                    group=group, address=page, digest=digest_of(page), host=host_of(page), next_at=due
                )
            if {one.pk for one in row.series.all()} != {one.pk for one in linking}:
                row.series.set(linking)


def due(now: dt.datetime, *, rest: dt.timedelta) -> list[Link]:
    """The links to be asked for now, the longest due first, one of each host; none of a host that was asked within
    ``rest``."""
    asked = Link.objects.filter(checked_at__gt=now - rest).values("host")
    hosts: dict[str, Link] = {}
    for row in Link.objects.filter(next_at__lte=now).exclude(host__in=asked).order_by("next_at", "pk"):
        hosts.setdefault(row.host, row)
    return list(hosts.values())


def next_due() -> dt.datetime | None:
    """When the next link is to be asked for."""
    moment: dt.datetime | None = Link.objects.order_by("next_at").values_list("next_at", flat=True).first()
    return moment


def begin(row: Link, now: dt.datetime) -> bool:
    """Note that ``row`` is being asked for; not so where somebody else was quicker, or where it is gone."""
    return bool(Link.objects.filter(pk=row.pk, checked_at=row.checked_at).update(checked_at=now))


def let_rest(host: str, until: dt.datetime) -> None:
    """Ask ``host`` for nothing before that time: it wished so."""
    Link.objects.filter(host=host, next_at__lt=until).update(next_at=until)


def rows_of(group: Group, pages: Iterable[str]) -> Mapping[str, Link]:
    """What is known of those addresses, by address."""
    digests = {digest_of(page) for page in pages}
    return {row.address: row for row in Link.objects.filter(group=group, digest__in=digests)}


def leave_alone(row: Link, now: dt.datetime | None) -> None:
    """Say nothing of that link for a while from ``now`` on: it works for somebody. Without a time, do say it again."""
    row.quiet_until = now + QUIET if now else None
    row.save(update_fields=["quiet_until"])


def is_quiet(row: Link, now: dt.datetime) -> bool:
    """Whether an organiser wants to hear nothing of it."""
    return row.quiet_until is not None and row.quiet_until > now


def heard(now: dt.datetime) -> Q:
    """The links an organiser has not asked to hear nothing of."""
    return Q(quiet_until=None) | Q(quiet_until__lte=now)


def forget_in(row: Link, series: Series) -> None:
    """Count the link no longer among those of ``series``: it was taken out a moment ago."""
    row.series.remove(series)
