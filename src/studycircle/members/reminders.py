"""What is planned of a session's mail, drafted as soon as the session is saved: one row each (``Reminder``).

Nothing is sent here. Only a time is set at which something is due, minutes or hours ahead, so that quick edits make
one mail and an edit that is undone makes none.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from studycircle.documents.native import from_data, to_data
from studycircle.documents.notices import (
    Told,
    at_hand,
    matters,
    may_still_matter,
    remind_at,
    taken_out,
    told_of,
    weekly_at,
)
from studycircle.documents.programme import Audience, DateState, Kind, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.schedule import ends_at, starts_at
from studycircle.members.models import Digest, Reminder
from studycircle.store import clock
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Series, Session
from studycircle.store.signals import series_changed
from studycircle.store.tasks import task

CHANGE_AFTER, CHANGE_AT_LATEST = dt.timedelta(minutes=5), dt.timedelta(minutes=15)  # the last edit; the first one
LATE_AFTER = dt.timedelta(minutes=16)  # a reminder whose hour is past already: after the changes were told
READINGS_AFTER = dt.timedelta(minutes=30)
READINGS_AHEAD = dt.timedelta(days=21)  # a term's readings, filled in at its start, are no news yet
RECAP_AFTER = dt.timedelta(hours=1)
RECAP_WITHIN = dt.timedelta(days=14)
FIELDS = ("due_at", "known", "change_at", "changed_first_at", "readings", "readings_at", "recap_at", "recapped_at")


@receiver(series_changed)
def on_series_changed(series: Series, **_: Any) -> None:
    """Have it drafted: that is asked for in the transaction of the change, and done right after it, so that whoever
    saves at the same time does not wait for it."""
    draft_series.enqueue(series.pk)


@task()
def draft_series(pk: int) -> None:
    """Draft the mail of one series."""
    series = Series.objects.select_related("group").filter(pk=pk).first()
    if series is not None:
        draft(series, now=clock.now())


@task()
def draft_everything() -> None:
    """Draft what was saved before there were reminders; nothing where all is drafted."""
    rows = Series.objects.filter(archived=False, sessions__archived=False, sessions__reminder=None)
    for pk in rows.values_list("pk", flat=True).distinct():
        draft_series.enqueue(pk)


@transaction.atomic
def draft(series: Series, *, now: dt.datetime) -> None:
    """Bring the plans of a series' sessions up to what the sessions say at ``now``."""
    rows = {row.key: row for row in Session.objects.filter(series=series, archived=False).select_related("reminder")}
    gone = Reminder.objects.filter(session__series=series)
    if not series.archived:
        gone = gone.filter(session__archived=True)
    gone.update(due_at=None, readings_at=None, recap_at=None)
    Digest.objects.get_or_create(group=series.group, defaults={"due_at": next_digest(series.group, now)})
    programme = load_programme(series, audience=Audience.MEMBERS)
    new: list[Reminder] = []
    changed = [row for row in gone if _note_change(row, _gone(row), now)]
    for session in () if series.archived else programme.series.sessions:
        row = rows.get(session.key)
        if row is None or session.kind is not Kind.MEETING:
            continue
        if not hasattr(row, "reminder"):
            new.append(_begin(Reminder(session=row), programme, session, now))
            continue
        before = [getattr(row.reminder, name) for name in FIELDS]
        _update(row.reminder, programme, session, now)
        if before != [getattr(row.reminder, name) for name in FIELDS]:
            changed.append(row.reminder)
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    Reminder.objects.bulk_update(changed, FIELDS, batch_size=100)


def next_digest(group: Group, now: dt.datetime, digest: Digest | None = None) -> dt.datetime:
    """When the group's weekly letter goes out next."""
    digest = digest or Digest(due_at=now)
    return weekly_at(group.zone, digest.weekday, digest.hour, now)


def schedule(row: Reminder, programme: Programme, session: SessionDocument, now: dt.datetime) -> None:
    """Set when people are reminded: never twice of one date, and where the hour is past already, in some minutes."""
    start = starts_at(programme, session)
    at = None if row.is_off or session.date == row.reminded_of else remind_at(programme, session, row.days, row.hour)
    if at is None or start is None or start <= now:
        row.due_at = None
    elif at > now:
        row.due_at = at
    elif row.due_at is None or row.due_at > now + LATE_AFTER:
        row.due_at = now + LATE_AFTER


def _begin(row: Reminder, programme: Programme, session: SessionDocument, now: dt.datetime) -> Reminder:
    """A row for a session that had none: what it says now is what people know."""
    row.known, row.readings = to_data(told_of(programme, session)), list(at_hand(programme, session))
    row.recapped_at = now if session.record else None
    schedule(row, programme, session, now)
    return row


def _update(row: Reminder, programme: Programme, session: SessionDocument, now: dt.datetime) -> None:
    schedule(row, programme, session, now)
    _note_change(row, told_of(programme, session), now)
    _note_readings(row, programme, session, now)
    _note_record(row, programme, session, now)


def _gone(row: Reminder) -> Told:
    return taken_out(from_data(Told, row.known))


def _note_change(row: Reminder, told: Told, now: dt.datetime) -> bool:
    """Let a difference be told in some minutes, and say whether there is one. What was undone stays due: somebody may
    have heard of it."""
    known = from_data(Told, row.known)
    if told == known:
        return False
    if matters(known, told) and may_still_matter(known, told, now):
        row.changed_first_at = row.changed_first_at if row.change_at else now
        row.change_at = min(now + CHANGE_AFTER, (row.changed_first_at or now) + CHANGE_AT_LATEST)
    elif row.change_at is None:
        row.known = to_data(told)
    return True


def _note_readings(row: Reminder, programme: Programme, session: SessionDocument, now: dt.datetime) -> None:
    keys, start = at_hand(programme, session), starts_at(programme, session)
    known = [key for key in row.readings if key in keys]
    is_near = start is not None and now < start <= now + READINGS_AHEAD and session.state is not DateState.CANCELLED
    if len(known) == len(keys) or not is_near:
        row.readings, row.readings_at = list(keys), None
    else:
        row.readings, row.readings_at = known, now + READINGS_AFTER


def _note_record(row: Reminder, programme: Programme, session: SessionDocument, now: dt.datetime) -> None:
    end = ends_at(programme, session)
    is_news = row.recapped_at is None and end is not None and now < end + RECAP_WITHIN
    if not session.record or not is_news or session.state is DateState.CANCELLED or end is None:
        row.recap_at = None
    elif row.recap_at is None:
        row.recap_at = max(now, end.astimezone(dt.UTC)) + RECAP_AFTER
