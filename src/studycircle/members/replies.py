"""Who comes: replies, seats and those who wait for one; each act in one transaction that holds the session."""

import datetime as dt
import threading
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from studycircle.documents.programme import Audience, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.replying import has_room, moving_up, takes_replies
from studycircle.documents.schedule import in_order, starts_at
from studycircle.errors import WriteError
from studycircle.members import notices
from studycircle.members.models import Member, Notice, Reply, Seating
from studycircle.store.load import load_programme
from studycircle.store.mail import FIRST
from studycircle.store.models import Series, Session

YES = Reply.Answer.YES
# SQLite lets one write at a time, and who waits for it longest may be turned away; here each has their turn.
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Count:
    """How many come, in person (``seats`` at most) and online, wait for a seat, and do not."""

    yes: int = 0
    waiting: int = 0
    online: int = 0
    no: int = 0
    seats: int | None = None

    @property
    def free(self) -> int | None:
        """The seats that are left; ``None``: there is room for everybody."""
        return None if self.seats is None else max(0, self.seats - self.yes)


@dataclass(frozen=True, slots=True)
class Coming:
    """A session one can answer, as members see it, with what one member answered."""

    row: Session
    programme: Programme
    session: SessionDocument
    reply: Reply | None = None
    count: Count = Count()


def reply(member: Member, session: Session, answer: Reply.Answer | None, *, now: dt.datetime) -> Reply | None:
    """Keep what ``member`` answers, in place of what they answered before; ``None`` takes it back.

    Who says yes where no seat is left waits for one. Whoever says yes again keeps their place. Raises ``WriteError``
    where nobody can answer: the session is over, cancelled, not agreed, or another group's. Not
    to be called inside a transaction.
    """
    series = Series.objects.select_related("group").get(pk=session.series_id)
    programme = load_programme(series, audience=Audience.MEMBERS)
    document = _document_of(programme, session)
    is_ours = series.group_id == member.group_id and not (session.archived or series.archived)
    if not (is_ours and document and takes_replies(programme, document, now)):
        raise WriteError(_("Nobody can answer for this session any more"))
    with _turn if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
        _hold(session)
        row = Reply.objects.filter(session=session, member=member).first()
        if answer is None:
            if row is not None:
                row.delete()
        else:
            row = row or Reply(session=session, member=member)
            if row.answer != answer:
                row.is_waiting = answer == YES and not has_room(seats_of(session), _seated(session).count())
                row.answer, row.answered_at = answer, now
                row.save()
        _move_up(session, now)
    return None if answer is None else Reply.objects.get(session=session, member=member)


@transaction.atomic
def set_seats(session: Session, seats: int | None, *, now: dt.datetime) -> None:
    """Let so many come in person, or, with ``None``, everybody. Who has a seat keeps it where they become fewer."""
    _hold(session)
    if seats is None:
        Seating.objects.filter(session=session).delete()
    else:
        Seating.objects.update_or_create(session=session, defaults={"seats": seats})
    _move_up(session, now)


@transaction.atomic
def note_attendance(session: Session, came: Mapping[int, bool], *, now: dt.datetime) -> None:
    """Note of each member, by number, whether they came. Who came without an answer is kept as one who said yes.

    Numbers of members of another group are passed over.
    """
    _hold(session)
    there = {row.member_id: row for row in Reply.objects.filter(session=session)}
    group = session.series.group_id
    known = set(Member.objects.filter(group=group, pk__in=came).exclude(confirmed_at=None).values_list("pk", flat=True))
    for number, is_there in came.items():
        row = there.get(number)
        if row is not None and row.attended is not is_there:
            row.attended = is_there
            row.save(update_fields=["attended"])
        elif row is None and is_there and number in known:
            Reply.objects.create(session=session, member_id=number, answer=YES, answered_at=now, attended=True)


def hold_sessions_of(member: Member) -> list[Session]:
    """The sessions ``member`` answered, held for the rest of the transaction, in an order that locks nobody out."""
    answered = Session.objects.filter(replies__member=member).values_list("pk", flat=True)
    rows = Session.objects.select_for_update(no_key=True).filter(pk__in=list(answered)).order_by("pk")
    return list(rows.select_related(None))


def let_others_in(sessions: Collection[Session], *, now: dt.datetime) -> None:
    """Give the seats that became free to who waits for them; the sessions must be held."""
    for session in sessions:
        _move_up(session, now)


def seats_of(session: Session) -> int | None:
    """How many can come in person; ``None``: everybody."""
    return Seating.objects.filter(session=session).values_list("seats", flat=True).first()


def count(session: Session) -> Count:
    """How many come to ``session``."""
    said = list(Reply.objects.filter(session=session).values_list("answer", "is_waiting"))
    return Count(
        yes=said.count((YES, False)),
        waiting=said.count((YES, True)),
        online=said.count((Reply.Answer.ONLINE, False)),
        no=said.count((Reply.Answer.NO, False)),
        seats=seats_of(session),
    )


def coming(member: Member, *, now: dt.datetime, only: Session | None = None) -> list[Coming]:
    """The sessions of their group that ``member`` can answer, the next one first; or just the one, if they can."""
    found: list[Coming] = []
    mine = {row.session_id: row for row in Reply.objects.filter(member=member)}
    rows_of = Series.objects.filter(group=member.group_id, archived=False).select_related("group")
    for series in rows_of.filter(pk=only.series_id) if only else rows_of:
        programme = load_programme(series, audience=Audience.MEMBERS)
        asked = Session.objects.filter(series=series, archived=False)
        rows = {row.key: row for row in (asked.filter(pk=only.pk) if only else asked)}
        for session in in_order(programme.series):
            if session.key in rows and takes_replies(programme, session, now):
                row = rows[session.key]
                found.append(Coming(row, programme, session, mine.get(row.pk), count(row)))
    return sorted(found, key=lambda one: (one.session.date, one.row.pk))


def _document_of(programme: Programme, session: Session) -> SessionDocument | None:
    return next((one for one in programme.series.sessions if one.key == session.key), None)


def _hold(session: Session) -> None:
    """Keep others from changing who comes until the transaction ends. (SQLite has one writer at a time anyway.)"""
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def _seated(session: Session) -> models.QuerySet[Reply]:
    return Reply.objects.filter(session=session, answer=YES, is_waiting=False)


def _move_up(session: Session, now: dt.datetime) -> None:
    """Give free seats to who waits longest, and tell them."""
    waiting = list(Reply.objects.filter(session=session, answer=YES, is_waiting=True).select_related("member__group"))
    lucky = moving_up(waiting, seats_of(session), _seated(session).count()) if waiting else ()
    if not lucky:
        return
    Reply.objects.filter(pk__in=[row.pk for row in lucky]).update(is_waiting=False)
    series = Series.objects.select_related("group").get(pk=session.series_id)
    programme = load_programme(series, audience=Audience.MEMBERS)
    document = _document_of(programme, session)
    if document is None or not takes_replies(programme, document, now):
        return
    for row in lucky:
        notices.queue(
            row.member,
            Notice.Kind.SEAT,
            f"seat:{session.pk}/{row.answered_at.isoformat()}",
            now=now,
            session=session,
            priority=FIRST,
            useful_until=starts_at(programme, document),
        )
