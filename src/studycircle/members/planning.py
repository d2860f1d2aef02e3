"""From what is due to mails in the queue: reminders, changes, readings, recaps, the weekly letter.

Only rows with a time that has come are looked at. Each is planned in one transaction that holds its row, with the
mails it makes: a worker that is killed has planned it or not, and two that plan at once make the mails once.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from studycircle.documents.native import from_data, to_data
from studycircle.documents.notices import Told, at_hand, matters, remind_at, taken_out, told_of
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.schedule import starts_at
from studycircle.members.models import Digest, Member, Notice, Reminder, Reply
from studycircle.members.notices import queue_all
from studycircle.members.people import HEARS
from studycircle.members.reminders import next_digest
from studycircle.store.load import load_programme
from studycircle.store.models import Session

log = logging.getLogger(__name__)

State = Notice.State
URGENT = 10  # the priority of a change: somebody may be on their way
AGAIN_AFTER = dt.timedelta(minutes=10)  # where planning failed
JUST = dt.timedelta(hours=12)  # who heard so lately of a change needs no reminder
DIGEST_FOR = dt.timedelta(days=3)  # a weekly letter is of use
DIGEST_TELLS = dt.timedelta(days=15)  # of sessions so far ahead, and not more
HEARD = (State.SENT, State.IN_FLIGHT, State.WAITING)  # mails that have told, or may have
PENDING = (State.QUEUED, State.WAITING, State.IN_FLIGHT)
Row = TypeVar("Row", bound=Model)


def plan_due(now: dt.datetime) -> int:
    """Queue all mail that is due at ``now``; how many rows were planned."""
    planned = 0
    # What changed is told before people are reminded of what is: nobody shall get both.
    for name, act in (("change_at", _change), ("due_at", _remind), ("readings_at", _readings), ("recap_at", _recap)):
        planned += _plan(Reminder.objects.select_related("session__series__group"), name, act, now)
    return planned + _plan(Digest.objects.select_related("group"), "due_at", _digest, now)


def _plan(rows: QuerySet[Row], name: str, act: Callable[[Any, dt.datetime], None], now: dt.datetime) -> int:
    """Do ``act`` on each of ``rows`` whose time ``name`` has come; how many."""
    count, due = 0, rows.filter(**{f"{name}__lte": now}).order_by(name, "pk")
    while due.exists():  # a look that takes no lock
        with transaction.atomic():
            row = _held(due).first()
            if row is None:  # others are at it
                return count
            try:
                with transaction.atomic():
                    act(row, now)
            except Exception:
                log.exception("%s could not be planned", row)
                type(row)._default_manager.filter(pk=row.pk).update(**{name: now + AGAIN_AFTER})
        count += 1
    return count


def _held(rows: QuerySet[Row]) -> QuerySet[Row]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _remind(row: Reminder, now: dt.datetime) -> None:
    """Remind all who wish it, but for those who cannot come, or hear of a change about this time."""
    found = _found(row.session)
    row.due_at = None
    if found and (at := remind_at(*found, row.days, row.hour)) is not None and not row.is_off:
        told, session = told_of(*found), row.session
        row.reminded_of = told.date
        absent = set(Reply.objects.filter(session=session, answer=Reply.Answer.NO).values_list("member", flat=True))
        just_told = set(
            Notice.objects.filter(session=session, kind=Notice.Kind.CHANGE, queued_at__gte=at - JUST)
            .exclude(state__in=(State.REFUSED, State.DROPPED))
            .values_list("member", flat=True)
        )
        heard = {member for member, before in _heard(session, now).items() if row.change_at and matters(before, told)}
        skipped = absent | just_told | heard
        members = (one for one in _hearing(session.series.group_id, Notice.Kind.REMINDER) if one.pk not in skipped)
        about = f"session:{session.pk}/{told.date}"
        _queue(members, Notice.Kind.REMINDER, about, now, session, useful_until=starts_at(*found))
    row.save(update_fields=["due_at", "reminded_of"])


def _change(row: Reminder, now: dt.datetime) -> None:
    """Tell what is different to whom it is different for; a session that was taken out is off."""
    session, at, known = row.session, row.change_at, from_data(Told, row.known)
    told = _told_now(session, known)
    row.change_at = row.changed_first_at = None
    if told and at is not None:
        coming = Reply.objects.filter(session=session).exclude(answer=Reply.Answer.NO)
        before = {**dict.fromkeys(coming.values_list("member", flat=True), known), **_heard(session, now)}
        pending = Notice.objects.filter(session=session, kind=Notice.Kind.CHANGE, state__in=PENDING)
        waiting = set(pending.values_list("member", flat=True))  # theirs will tell it, whatever it is by then
        made = [
            _notice(one, Notice.Kind.CHANGE, f"change:{session.pk}/{at.isoformat()}", now, session,
                    data={"was": to_data(before[one.pk])}, priority=URGENT)
            for one in _hearing(session.series.group_id, Notice.Kind.CHANGE)
            if one.pk in before and one.pk not in waiting and matters(before[one.pk], told)
        ]  # fmt: skip
        queue_all(made)
        row.known = to_data(told)
    row.save(update_fields=["change_at", "changed_first_at", "known"])


def _readings(row: Reminder, now: dt.datetime) -> None:
    """Say which readings can be had now."""
    found, at = _found(row.session), row.readings_at
    row.readings_at = None
    if found and at is not None:
        keys = at_hand(*found)
        new = [key for key in keys if key not in row.readings]
        members = _hearing(row.session.series.group_id, Notice.Kind.READING)
        about, until = f"readings:{row.session.pk}/{at.isoformat()}", starts_at(*found)
        if new:
            data = {"readings": new}
            _queue(members, Notice.Kind.READING, about, now, row.session, data=data, useful_until=until)
        row.readings = list(keys)
    row.save(update_fields=["readings", "readings_at"])


def _recap(row: Reminder, now: dt.datetime) -> None:
    """Send what was said to those who wish to read it, once."""
    row.recap_at, found = None, _found(row.session)
    if found and found[1].record and row.recapped_at is None:
        row.recapped_at = now
        members = _hearing(row.session.series.group_id, Notice.Kind.RECAP)
        _queue(members, Notice.Kind.RECAP, f"recap:{row.session.pk}", now, row.session)
    row.save(update_fields=["recap_at", "recapped_at"])


def _digest(row: Digest, now: dt.datetime) -> None:
    """The weekly letter; after weeks without a worker only one."""
    about = f"digest:{row.due_at.date()}"
    if not row.group.archived:
        members = _hearing(row.group_id, Notice.Kind.DIGEST)
        _queue(members, Notice.Kind.DIGEST, about, now, None, useful_until=now + DIGEST_FOR)
    row.due_at = next_digest(row.group, now, row)
    row.save(update_fields=["due_at"])


def _found(session: Session) -> tuple[Programme, SessionDocument] | None:
    series = session.series
    if session.archived or series.archived or series.group.archived:
        return None
    programme = load_programme(series, audience=Audience.MEMBERS)
    document = next((one for one in programme.series.sessions if one.key == session.key), None)
    return (programme, document) if document else None


def _told_now(session: Session, known: Told) -> Told | None:
    """What is to be told of a session that people know as ``known``; nothing of a group that was taken away."""
    if found := _found(session):
        return told_of(*found)
    is_gone = session.archived or session.series.archived
    return taken_out(known) if is_gone and not session.series.group.archived else None


def _hearing(group: int, kind: Notice.Kind) -> Iterator[Member]:
    """The members of the group that hear mail of that kind."""
    rows = Member.objects.filter(group=group, refused_at=None, **{HEARS[kind]: True}).exclude(confirmed_at=None)
    return rows.only("pk").order_by("pk").iterator()


def _heard(session: Session, now: dt.datetime) -> dict[int, Told]:
    """What each member was last told of the session, by a mail about it or in a week's letter."""
    about = Notice.objects.filter(session=session, state__in=HEARD, told__isnull=False)
    heard = [(pk, member, told) for pk, member, told in about.values_list("pk", "member", "told")]
    weeks = Notice.objects.filter(kind=Notice.Kind.DIGEST, member__group=session.series.group_id, state__in=HEARD)
    weeks = weeks.filter(queued_at__gte=now - DIGEST_TELLS)
    for pk, member, told in weeks.values_list("pk", "member", "told"):
        if in_week := (told or {}).get("sessions", {}).get(str(session.pk)):
            heard.append((pk, member, in_week))
    return {member: from_data(Told, told) for _, member, told in sorted(heard, key=lambda one: one[0])}


def _queue(
    members: Iterable[Member],
    kind: Notice.Kind,
    occasion: str,
    now: dt.datetime,
    session: Session | None,
    *,
    data: dict[str, Any] | None = None,
    useful_until: dt.datetime | None = None,
) -> None:
    queue_all(_notice(one, kind, occasion, now, session, data=data or {}, useful_until=useful_until) for one in members)


def _notice(
    member: Member, kind: Notice.Kind, occasion: str, now: dt.datetime, session: Session | None, **more: Any
) -> Notice:
    made = {"member": member, "kind": kind, "occasion": occasion, "session": session}
    return Notice(**made, queued_at=now, run_after=now, **more)
