"""What is known of a member is theirs: it is exported and erased at once when they say so, and kept no longer than
the privacy page says. Whoever keeps more of a member enters here how that is erased, exported and grows old."""

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from studycircle.members import erasures, limits, replies
from studycircle.members.models import Member, Notice, Reply
from studycircle.members.people import UNCONFIRMED_FOR
from studycircle.store.models import Answer

log = logging.getLogger(__name__)

REPLIES_FOR = dt.timedelta(days=90)  # after the meeting
UNDATED_REPLIES_FOR = dt.timedelta(days=365)  # to a session that has lost its date, after the reply
MAIL_LOG_FOR = dt.timedelta(days=30)
TRIES = 5

ERASERS: list[Callable[[Member], None]] = []  # called before the row of the member goes, in the same transaction
EXPORTERS: dict[str, Callable[[Member], Any]] = {}  # by the word the export has for it; the value goes into JSON
RETENTION: list[Callable[[dt.datetime], int]] = []  # each deletes what is too old at that time, and says how much

# Never exported: what is in a link of theirs, and numbers of rows that tell nobody anything.
KEPT_BACK = {"id", "group", "code", "calendar", "person"}


def export(member: Member) -> dict[str, Any]:
    """All that is kept of ``member``, ready for JSON."""
    fields = [field.name for field in Member._meta.concrete_fields if field.name not in KEPT_BACK]
    own: dict[str, Any] = {name: _plain(getattr(member, name)) for name in fields}
    own |= {"group": member.group.name or member.group.key, "has_private_calendar": bool(member.calendar)}
    answers = Reply.objects.filter(member=member).select_related("session__series")
    mails = Notice.objects.filter(member=member).order_by("queued_at", "pk")
    return {
        "member": own,
        "replies": [
            {
                "series": row.session.series.title,
                "session": row.session.title or row.session.key,
                "date": _plain(row.session.date),
                "answer": row.answer,
                "is_waiting": row.is_waiting,
                "answered_at": _plain(row.answered_at),
                "attended": row.attended,
            }
            for row in answers
        ],
        "mail": [
            {
                "kind": row.kind,
                "about": row.occasion,
                "state": row.state,
                "queued_at": _plain(row.queued_at),
                "done_at": _plain(row.done_at),
            }
            for row in mails
        ],
        **{word: exported(member) for word, exported in EXPORTERS.items()},
    }


def erase(member: Member, *, now: dt.datetime) -> None:
    """Let ``member`` leave: nothing that tells of them is left in tables, files or the queue.

    That it was erased is noted outside the database, so that a backup made before does not bring it back.
    """
    erasures.note(member, now=now)
    for tried in range(1, TRIES + 1):
        try:
            _erase_rows(member, now)
            break
        except IntegrityError:  # a mail or an answer of theirs came in while we were at it: it goes too
            if tried == TRIES:
                raise
    transaction.on_commit(empty_journal)


@transaction.atomic
def _erase_rows(member: Member, now: dt.datetime) -> None:
    sessions = replies.hold_sessions_of(member)
    ids = list(Notice.objects.filter(member=member).values_list("message_id", flat=True))
    for eraser in ERASERS:
        eraser(member)
    Member.objects.filter(pk=member.pk).delete()
    replies.let_others_in(sessions, now=now)
    limits.forget("join-mail", member.address)
    signs = [words.encode() for words in (member.address, member.email, member.kindle, *ids) if words]
    transaction.on_commit(lambda: forget_mail_files(signs))


def forget_mail_files(signs: list[bytes]) -> None:
    """Delete mail that lies in files, where no mail server is set up, if one of ``signs`` stands in it."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    small = [sign.lower() for sign in signs]
    for file in Path(folder).glob("*") if folder else ():
        if file.is_file():
            content = file.read_bytes().lower()
            if any(sign in content for sign in small):
                file.unlink()


def empty_journal() -> None:
    """SQLite keeps old pages in its journal until they are written back; the deleted row shall not lie on in there.

    Where somebody reads just then it stays, until this is called again.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def replay(now: dt.datetime) -> int:
    """Erase who was erased after the data was saved that was now restored; how many."""
    back = erasures.of_members_there()
    for member in back:
        erase(member, now=now)
    if back:
        log.warning("%d people who had left were erased again: the data is older than that", len(back))
    return len(back)


def keep_to_terms(now: dt.datetime) -> int:
    """Delete all that is older than the privacy page says; how many rows and files."""
    return sum(delete(now) for delete in RETENTION)


def _forget_unconfirmed(now: dt.datetime) -> int:
    rows = Member.objects.filter(confirmed_at=None, asked_at__lte=now - UNCONFIRMED_FOR)
    for member in rows:
        _erase_rows(member, now)
    return len(rows)


def _forget_replies(now: dt.datetime) -> int:
    last = (now - REPLIES_FOR).date()
    undated = Q(session__date=None, answered_at__lte=now - UNDATED_REPLIES_FOR)
    return Reply.objects.filter(Q(session__date__lte=last) | undated).delete()[0]


def _forget_poll_answers(now: dt.datetime) -> int:
    """What was answered, by link and without joining, when a date was looked for."""
    last = (now - REPLIES_FOR).date()
    over = Q(poll__session__date=None, poll__closed_at__lte=now - REPLIES_FOR)
    return Answer.objects.filter(Q(poll__session__date__lte=last) | over).delete()[0]


def _forget_mail(now: dt.datetime) -> int:
    """What was sent; of a session that is still to come, what it said beyond that: that it was told must be known."""
    old = Notice.objects.filter(done_at__lte=now - MAIL_LOG_FOR)
    over = Q(session=None) | Q(session__date__lt=now.date()) | Q(session__archived=True)
    kept = old.exclude(over).exclude(data={}, error="").update(data={}, error="")
    return kept + old.filter(over).delete()[0] + _forget_old_mail_files(now)


def _forget_old_mail_files(now: dt.datetime) -> int:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    old = [
        file
        for file in (Path(folder).glob("*") if folder else ())
        if file.is_file() and file.stat().st_mtime <= (now - MAIL_LOG_FOR).timestamp()
    ]
    for file in old:
        file.unlink()
    return len(old)


RETENTION += [
    _forget_unconfirmed,
    _forget_replies,
    _forget_poll_answers,
    _forget_mail,
    limits.forget_old,
    erasures.forget_old,
]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
