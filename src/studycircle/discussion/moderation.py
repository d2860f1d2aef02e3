"""What moderators do: let stand, hide, close a conversation; all of it is in the log, and can be undone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from studycircle.discussion.actions import Subject, locked, show
from studycircle.discussion.models import Comment, Lock, ModerationAct, Talk
from studycircle.errors import WriteError
from studycircle.members.models import Member
from studycircle.publishing.jobs import bake_series, bake_text
from studycircle.store.jobs import LONG
from studycircle.store.models import Group, Person, Series, TextEdition

State, Kind = Comment.State, ModerationAct.Kind
OUTCOME = {Kind.APPROVE: State.PUBLIC, Kind.HIDE: State.HIDDEN}


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment as a moderator saw it: its number, and that of its words."""

    pk: int
    revision: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of deciding: the entries of the log, and how many comments were not any more what had been seen."""

    acts: tuple[ModerationAct, ...] = ()
    stale: int = 0


@transaction.atomic
def decide(
    group: Group, kind: ModerationAct.Kind, seen: Iterable[Seen], why: str, *, by: Person, now: dt.datetime
) -> Done:
    """Let comments stand, or hide them. What changed since it was seen is left alone."""
    acts: list[ModerationAct] = []
    stale = 0
    for one in seen:
        row = Comment.objects.filter(group=group, pk=one.pk).exclude(state=State.WITHDRAWN).first()
        comment = locked(row) if row is not None else None
        if comment is None or comment.revision != one.revision or not _is_before_us(comment):
            stale += 1
        elif comment.state != OUTCOME[kind]:
            acts.append(_decide(comment, kind, why, by, now))
    return Done(tuple(acts), stale)


def _is_before_us(comment: Comment) -> bool:
    """Whether a moderator has it to decide: not one of which nobody has said yet that it is theirs."""
    return comment.state != State.WITHDRAWN and (comment.confirmed_at is not None or bool(comment.suspicion))


def _decide(comment: Comment, kind: ModerationAct.Kind, why: str, by: Person, now: dt.datetime) -> ModerationAct:
    act = ModerationAct(group=comment.group, kind=kind, comment=comment, session=comment.session, by=by, why=why)
    act.before, act.flags_before, act.settled_before, act.done_at = comment.state, comment.flags, comment.settled, now
    act.trust = _trust(comment, kind, now)
    if kind is Kind.APPROVE:
        comment.settled, comment.flags = comment.settled or comment.flags > 0, 0
        comment.save(update_fields=["settled", "flags"])
        show(comment, now=now)
    else:
        _put(comment, State.HIDDEN)
    act.save()
    return act


def _trust(comment: Comment, kind: ModerationAct.Kind, now: dt.datetime) -> int:
    """Who was let stand once needs nobody's leave any more, until something of theirs is hidden; what changed."""
    author = comment.author
    if author is None or comment.confirmed_at is None or (author.trusted_at is not None) == (kind is Kind.APPROVE):
        return 0
    Member.objects.filter(pk=author.pk).update(trusted_at=now if kind is Kind.APPROVE else None)
    return 1 if kind is Kind.APPROVE else -1


@transaction.atomic
def undo(act: ModerationAct, *, by: Person, now: dt.datetime) -> None:
    """Let it be as it was before ``act``. Raises ``WriteError`` where something else happened meanwhile."""
    act = ModerationAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.undone_at is not None:
        return
    if act.kind in OUTCOME:
        comment = locked(act.comment) if act.comment is not None else None
        if comment is None or comment.state != OUTCOME[Kind(act.kind)]:
            raise WriteError(_("Something else happened to this comment meanwhile"), _("Look again, and decide."))
        comment.flags, comment.settled = act.flags_before, act.settled_before
        comment.save(update_fields=["flags", "settled"])
        _put(comment, State(act.before))
        if act.trust and comment.author is not None:
            Member.objects.filter(pk=comment.author.pk).update(trusted_at=None if act.trust > 0 else now)
    elif act.session is not None:
        subject = Subject(act.session, act.reading, act.question)
        if act.kind == Kind.LOCK:
            _unlock(subject)
        else:
            _lock(subject, by, now)
    act.undone_at, act.undone_by = now, by
    act.save(update_fields=["undone_at", "undone_by"])


@transaction.atomic
def close(subject: Subject, why: str, *, by: Person, now: dt.datetime) -> None:
    """Let nobody add to a conversation; what was said stays."""
    if _lock(subject, by, now):
        _log(subject, Kind.LOCK, why, by, now)


@transaction.atomic
def open_again(subject: Subject, why: str, *, by: Person, now: dt.datetime) -> None:
    """Let people add to it again."""
    if _unlock(subject):
        _log(subject, Kind.UNLOCK, why, by, now)


@transaction.atomic
def set_talk(group: Group, *, is_open: bool, is_attacked: bool) -> None:
    """Whether the group takes comments, and whether strangers' browsers must do a sum for each."""
    Talk.objects.update_or_create(group=group, defaults={"is_open": is_open, "is_attacked": is_attacked})
    for series in Series.objects.filter(group=group, archived=False):
        bake_series.enqueue(series.pk)
    for edition in TextEdition.objects.filter(group=group, archived=False):
        bake_text.using(priority=LONG).enqueue(edition.pk)


def _put(comment: Comment, state: Comment.State) -> None:
    comment.state = state
    comment.save(update_fields=["state"])
    bake_series.enqueue(comment.series_id)


def _lock(subject: Subject, by: Person, now: dt.datetime) -> bool:
    __, is_new = Lock.objects.get_or_create(
        session=subject.session,
        reading=subject.reading,
        question=subject.question,
        defaults={"by": by, "locked_at": now},
    )
    bake_series.enqueue(subject.session.series_id)
    return is_new


def _unlock(subject: Subject) -> bool:
    about = {"session": subject.session, "reading": subject.reading, "question": subject.question}
    bake_series.enqueue(subject.session.series_id)
    return bool(Lock.objects.filter(**about).delete()[0])


def _log(subject: Subject, kind: ModerationAct.Kind, why: str, by: Person, now: dt.datetime) -> None:
    ModerationAct.objects.create(
        group=subject.session.series.group,
        kind=kind,
        session=subject.session,
        reading=subject.reading,
        question=subject.question,
        by=by,
        why=why,
        done_at=now,
    )
