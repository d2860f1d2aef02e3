"""Mail to members, put into the queue: once for each occasion, however often it is asked for."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q

from studycircle.documents.attention import Item, Want
from studycircle.members.models import Member, Notice
from studycircle.store.jobs import bell
from studycircle.store.models import Group, Session
from studycircle.store.waiting import Report

TRIED = 3  # times without success, and somebody should know
MOST_SHOWN = 100
FAILED = Q(state=Notice.State.REFUSED) | Q(state=Notice.State.WAITING, attempts__gte=TRIED)


def queue(
    member: Member,
    kind: Notice.Kind,
    occasion: str,
    *,
    now: dt.datetime,
    session: Session | None = None,
    data: dict[str, Any] | None = None,
    told: Any = None,
    priority: int = 0,
    run_after: dt.datetime | None = None,
    useful_until: dt.datetime | None = None,
) -> Notice | None:
    """A mail of that kind to ``member`` on that occasion; ``None`` where there is one already, sent or not.

    It is sent from ``run_after`` on (without: at once) and only until ``useful_until``.
    """
    notice = Notice(
        member=member,
        kind=kind,
        occasion=occasion,
        session=session,
        data=data or {},
        told=told,
        priority=priority,
        run_after=run_after or now,
        useful_until=useful_until,
        queued_at=now,
        message_id=new_message_id(),
    )
    return notice if queue_all([notice]) else None


def queue_all(notices: Iterable[Notice]) -> int:
    """Keep those for which there is no row of the same occasion, member and kind; how many were new.

    Those that were get their ``pk``. The unique constraint decides, so two processes that plan the same are one.
    """
    made = list(notices)
    for notice in made:
        notice.message_id = notice.message_id or new_message_id()
    with transaction.atomic():
        Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        kept: dict[str, int] = {}
        for at in range(0, len(made), 500):
            names = [notice.message_id for notice in made[at : at + 500]]
            kept |= dict(Notice.objects.filter(message_id__in=names).values_list("message_id", "pk"))
        transaction.on_commit(bell.ring)
    for notice in made:
        notice.pk = kept.get(notice.message_id)
    return len(kept)


def failures(group: Group) -> list[Notice]:
    """The mails of ``group`` that did not get through, newest first: refused, or tried several times in vain."""
    rows = Notice.objects.filter(FAILED, member__group=group)
    return list(rows.select_related("member", "session").order_by("-pk")[:MOST_SHOWN])


def unheard(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """How many there are, for the desk's home: one query, however many groups (see ``store/waiting.py``)."""
    rows = Notice.objects.filter(FAILED, member__group__in=groups).values_list("member__group")
    for group, number, newest in rows.annotate(number=Count("pk"), newest=Max("pk")).order_by():
        yield Report(group, None, Item(Want.UNHEARD, str(newest), number=number, when=now))  # another one, told again


def counts(group: Group) -> dict[tuple[str, str], int]:
    """How many mails of ``group`` there are of each kind in each state."""
    rows = Notice.objects.filter(member__group=group).values_list("kind", "state").annotate(number=Count("pk"))
    return {(kind, state): number for kind, state, number in rows.order_by("kind", "state")}


def new_message_id() -> str:
    """What a mail is called in the world for life (RFC 5322 §3.6.4), without the brackets."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"{uuid.uuid4().hex}@{host}"
