"""Telling members of a new comment: a mail for everybody who wants to hear, once it can no longer change."""

import datetime as dt

from studycircle.discussion.models import Comment
from studycircle.members import notices
from studycircle.members.models import Member, Notice
from studycircle.store import clock
from studycircle.store.tasks import task

SETTLES = dt.timedelta(minutes=15)  # its author may change it until then
USEFUL = dt.timedelta(days=3)  # after it was let stand


@task()
def tell(pk: int) -> None:
    """Queue the mail about the comment of that number to everybody who hears of comments, but its author."""
    comment = Comment.objects.filter(pk=pk, state__in=Comment.SHOWN).exclude(shown_at=None).first()
    if comment is None:
        return
    now = clock.now()
    assert comment.shown_at is not None
    hearing = Member.objects.filter(group=comment.group_id, hears_comments=True, refused_at=None)
    rows = hearing.exclude(confirmed_at=None).exclude(pk=comment.author_id or 0)
    made = [
        Notice(
            member=member,
            kind=Notice.Kind.COMMENT,
            occasion=f"comment:{pk}",
            session_id=comment.session_id,
            data={"comment": pk},
            run_after=max(now, comment.said_at + SETTLES),
            useful_until=comment.shown_at + USEFUL,
            queued_at=now,
        )
        for member in rows
    ]
    notices.queue_all(made)
