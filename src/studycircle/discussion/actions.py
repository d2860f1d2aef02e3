"""What people do with comments: say, confirm, change, withdraw, report; each in one transaction.

Who writes for the first time is asked by mail whether the address is theirs, and then waits for a moderator; who was
let stand once needs nobody's leave any more.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from studycircle.discussion.models import Comment, Lock, Talk
from studycircle.discussion.telling import tell
from studycircle.documents.spoken import tidy
from studycircle.errors import WriteError
from studycircle.members import limits, notices, people
from studycircle.members.models import Member, Notice
from studycircle.members.privacy import forget_mail_files
from studycircle.publishing.jobs import bake_series
from studycircle.store.mail import FIRST
from studycircle.store.models import Group, Session

EDITABLE = dt.timedelta(minutes=15)  # after it was said, and until it is answered
TWICE = dt.timedelta(minutes=10)  # within which the same words of the same person are the same comment
HIDES = 3  # readers who report a comment hide it until a moderator has looked
REPORTS_A_DAY = 20  # from one network
State = Comment.State


@dataclass(frozen=True, slots=True)
class Subject:
    """What is talked about; ``to``: the comment that is answered."""

    session: Session
    reading: str = ""
    question: str = ""
    to: Comment | None = None


def takes_comments(group: Group) -> bool:
    """Whether anything can be said in ``group`` at all."""
    return not group.archived and not Talk.objects.filter(group=group, is_open=False).exists()


def is_locked(subject: Subject) -> bool:
    """Whether that conversation is over; the session's being over closes all of its."""
    own = Q(reading=subject.reading, question=subject.question) | Q(reading="", question="")
    return Lock.objects.filter(own, session=subject.session).exists()


@transaction.atomic
def say_as(member: Member, subject: Subject, words: str, paragraph: str = "", *, now: dt.datetime) -> Comment:
    """Say something as ``member``, who came by a link or mail of their own. The same twice is one comment.

    Raises ``WriteError`` where the conversation is closed.
    """
    _check_open(subject)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if (said := said_just_now(member, subject, words, now=now)) is not None:
        return said
    comment = _comment(subject, words, paragraph, now)
    comment.author, comment.name, comment.confirmed_at = member, member.pseudonym, now
    comment.save()
    _let_in(comment, now=now)
    return comment


def said_just_now(member: Member, subject: Subject, words: str, *, now: dt.datetime) -> Comment | None:
    """The comment of these words that ``member`` has just made: the button was pressed twice, the mail came twice."""
    same = Comment.objects.filter(author=member, session=subject.session, words=words, said_at__gt=now - TWICE)
    return same.exclude(state=State.WITHDRAWN).first()


@transaction.atomic
def say_from(
    email: str, wishes: people.Wishes, subject: Subject, words: str, paragraph: str = "", *, now: dt.datetime
) -> Comment | None:
    """Say something from a mail address, which is asked by mail whether it was they; until then it waits.

    ``None`` where the address was asked often enough today. Raises as ``say_as`` does.
    """
    _check_open(subject)
    member, __ = people.asked(subject.session.series.group, email, wishes, now=now)
    if member is None:
        return None
    if member.confirmed_at is None:
        Member.objects.filter(pk=member.pk).update(asked_at=now)
    comment = _comment(subject, words, paragraph, now)
    comment.author, comment.name = member, member.pseudonym
    comment.save()
    notices.queue(
        member,
        Notice.Kind.CONFIRM,
        occasion(comment),
        now=now,
        session=subject.session,
        data={"comment": comment.pk},
        priority=FIRST,
        useful_until=now + people.UNCONFIRMED_FOR,
    )
    return comment


@transaction.atomic
def set_apart(
    name: str, subject: Subject, words: str, paragraph: str = "", *, suspicion: str, now: dt.datetime
) -> Comment:
    """Keep what is likely to be spam for a moderator's eye; no address is kept, and nobody gets mail for it."""
    _check_open(subject)
    comment = _comment(subject, words, paragraph, now)
    comment.name, comment.suspicion = name, suspicion
    comment.save()
    return comment


@transaction.atomic
def confirm(comment: Comment, *, now: dt.datetime) -> Comment:
    """Its author says that it was they, and so that the address is theirs.

    Raises ``WriteError`` where they took too long, or it is not there any more.
    """
    comment = locked(comment)
    if comment.author is None or comment.state == State.WITHDRAWN:
        raise WriteError(_("This comment is not here any more"), "")
    people.confirm(comment.author, now=now)
    if comment.confirmed_at is None:
        comment.confirmed_at = now
        comment.save(update_fields=["confirmed_at"])
        _let_in(comment, now=now)
    return comment


def may_edit(comment: Comment, *, now: dt.datetime, is_owner: bool = True) -> bool:
    """Whether its words can still be changed. Who has not shown that the address is theirs (no ``is_owner``) changes
    only what nobody has let stand: else words could be put into another's mouth."""
    if comment.state == State.HELD and comment.shown_at is None:
        return is_owner or comment.confirmed_at is None
    is_young = now - comment.said_at <= EDITABLE
    return is_owner and comment.state == State.PUBLIC and is_young and not comment.answers.exists()


@transaction.atomic
def edit(comment: Comment, words: str, *, now: dt.datetime, is_owner: bool = True) -> Comment:
    """Change what a comment says. Raises ``WriteError`` where that is too late."""
    comment = locked(comment)
    if not may_edit(comment, now=now, is_owner=is_owner):
        raise WriteError(
            _("This comment cannot be changed any more"), _("You can withdraw it, and say it in another way.")
        )
    if comment.words == words:
        return comment
    comment.words, comment.revision = words, comment.revision + 1
    if comment.shown_at is not None:
        comment.edited_at = now
        if comment.author is None or comment.author.trusted_at is None:
            comment.state = State.HELD
    comment.save(update_fields=["words", "revision", "edited_at", "state"])
    bake_series.enqueue(comment.series_id)
    return comment


@transaction.atomic
def withdraw(comment: Comment) -> None:
    """Take a comment back: its words, name and author are gone, and what answers it stays."""
    forget_words(locked(comment))


def forget_words(comment: Comment) -> None:
    """Leave of a comment nothing but its place. To be called in a transaction."""
    was_shown = comment.state in Comment.SHOWN
    Comment.objects.filter(pk=comment.pk).update(
        state=State.WITHDRAWN, words="", name="", author=None, paragraph="", revision=comment.revision + 1
    )
    told = Notice.objects.filter(occasion=occasion(comment))
    signs = [f"<{name}>".encode() for name in told.values_list("message_id", flat=True)]
    told.filter(state__in=(Notice.State.QUEUED, Notice.State.WAITING)).update(state=Notice.State.DROPPED)
    if signs:
        transaction.on_commit(lambda: forget_mail_files(signs))
    if was_shown:
        bake_series.enqueue(comment.series_id)


@transaction.atomic
def report(comment: Comment, network: str, *, now: dt.datetime) -> bool:
    """A reader says that a moderator should look; whether that counted. Each network counts once for a comment."""
    comment = locked(comment)
    if comment.state not in Comment.SHOWN:
        return False
    if not limits.attempt("comment-report", f"{network} {comment.pk}", 1, limits.DAY, now=now):
        return False
    if not limits.attempt("comment-reports", network, REPORTS_A_DAY, limits.DAY, now=now):
        return False
    if comment.settled:
        return False
    comment.flags += 1
    comment.state = State.FLAGGED if comment.flags < HIDES else State.HELD
    comment.save(update_fields=["flags", "state"])
    if comment.state == State.HELD:
        bake_series.enqueue(comment.series_id)
    return True


def show(comment: Comment, *, now: dt.datetime) -> None:
    """Let everybody see a comment, and tell those who want to hear of it. To be called in a transaction."""
    comment.state = State.PUBLIC
    is_first = comment.shown_at is None
    comment.shown_at = comment.shown_at or now
    comment.save(update_fields=["state", "shown_at"])
    bake_series.enqueue(comment.series_id)
    if is_first:
        tell.enqueue(comment.pk)


def locked(comment: Comment) -> Comment:
    """The comment as it is now; whoever else changes it waits."""
    row: Comment = Comment.objects.select_for_update(of=("self",)).select_related("author").get(pk=comment.pk)
    return row


def occasion(comment: Comment) -> str:
    """What the mail about a comment is called in the queue."""
    return f"comment:{comment.pk}"


def _let_in(comment: Comment, *, now: dt.datetime) -> None:
    if comment.author is not None and comment.author.trusted_at is not None and not comment.suspicion:
        show(comment, now=now)


def _comment(subject: Subject, words: str, paragraph: str, now: dt.datetime) -> Comment:
    assert words == tidy(words)
    assert words
    session = subject.session
    return Comment(
        group=session.series.group,
        series=session.series,
        session=session,
        reading=subject.reading,
        question=subject.question,
        parent=subject.to,
        words=words,
        paragraph=paragraph,
        said_at=now,
    )


def _check_open(subject: Subject) -> None:
    session = subject.session
    is_there = not session.archived and not session.series.archived
    if not is_there or not takes_comments(session.series.group):
        raise WriteError(_("Nothing can be said here at the moment"), "")
    if is_locked(subject):
        raise WriteError(_("This conversation is closed"), "")
    if subject.to is not None and subject.to.state not in Comment.SHOWN:
        raise WriteError(_("The comment you answer is not here any more"), _("Say it without answering."))
