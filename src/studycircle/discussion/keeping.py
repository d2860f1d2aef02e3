"""How long comments are kept, and what becomes of them when their author leaves (see ``members/privacy.py``)."""

import datetime as dt
from typing import Any

from studycircle.discussion.actions import forget_words
from studycircle.discussion.models import Comment, ModerationAct
from studycircle.members.models import Member
from studycircle.members.people import UNCONFIRMED_FOR

SET_APART_FOR = dt.timedelta(days=14)
HIDDEN_FOR = dt.timedelta(days=90)
LOG_FOR = dt.timedelta(days=365)
State = Comment.State


def erase(member: Member) -> None:
    """The words of a member go with them; what answers them stays."""
    for comment in Comment.objects.select_for_update().filter(author=member):
        forget_words(comment)


def export(member: Member) -> list[dict[str, Any]]:
    """All that ``member`` said."""
    rows = Comment.objects.filter(author=member).select_related("session__series")
    return [
        {
            "series": row.session.series.title,
            "session": row.session.title or row.session.key,
            "name": row.name,
            "words": row.words,
            "paragraph": row.paragraph,
            "state": row.state,
            "said_at": row.said_at.isoformat(),
            "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        }
        for row in rows
    ]


def forget_old(now: dt.datetime) -> int:
    """Delete what nobody confirmed, what was set apart and never let stand, the words of what was hidden, and old
    entries of the log; how many."""
    held = Comment.objects.filter(state=State.HELD, shown_at=None)
    unconfirmed = held.filter(suspicion="", confirmed_at=None, said_at__lte=now - UNCONFIRMED_FOR)
    apart = held.exclude(suspicion="").filter(said_at__lte=now - SET_APART_FOR)
    gone = unconfirmed.delete()[0] + apart.delete()[0]
    hidden = Comment.objects.filter(state=State.HIDDEN, moderation__kind=ModerationAct.Kind.HIDE)
    old = hidden.filter(moderation__undone_at=None, moderation__done_at__lte=now - HIDDEN_FOR).exclude(
        said_at__gt=now - HIDDEN_FOR
    )
    for comment in old.distinct():
        forget_words(comment)
        gone += 1
    return gone + ModerationAct.objects.filter(done_at__lte=now - LOG_FOR).delete()[0]
