"""What was said on a series, from rows and back to rows: a group takes its conversation along when it moves.

What waits for a moderator, and what one has hidden, stays behind; so do addresses. Whoever said something cannot
change it at the new place, where nobody knows who they are; a moderator there can hide it.
"""

from django.db.models import F

from studycircle.discussion.models import Comment, Lock
from studycircle.documents.bundle import KeptComment, KeptLock, KeptSaid
from studycircle.documents.spoken import tidy, tidy_name
from studycircle.errors import WriteError
from studycircle.members import erasures
from studycircle.store.bundle import fill, saved, taken
from studycircle.store.models import Series, Session

State = Comment.State
CARRIED = (*Comment.SHOWN, State.WITHDRAWN)
PLACE = ("reading", "question")
WORDS = ("name", "words", "paragraph", "edited_at", "flags", "settled")  # what a withdrawn comment has none of


def kept_said(series: Series) -> KeptSaid:
    """What everybody may read of what was said on ``series``; two queries."""
    rows = Comment.objects.filter(series=series, session__archived=False, state__in=CARRIED)
    rows = rows.select_related("author__group").annotate(about=F("session__key"))
    places: dict[int, int] = {}
    comments = []
    for place, row in enumerate(rows.order_by("said_at", "pk")):
        places[row.pk] = place
        mark = erasures.mark_of(row.author) if row.author else ""
        more = {"session": row.about, "answers": places.get(row.parent_id or 0), "mark": mark}
        comments.append(taken(row, KeptComment, (*PLACE, "said_at", "state", *WORDS), **more))
    locked = Lock.objects.filter(session__series=series, session__archived=False).annotate(about=F("session__key"))
    locks = (taken(row, KeptLock, (*PLACE, "locked_at"), session=row.about) for row in locked.order_by("pk"))
    return KeptSaid(tuple(comments), tuple(locks))


def put_said(series: Series, said: KeptSaid) -> None:
    """Put ``said`` into ``series``, which was just made and has its sessions. What somebody said who was erased here
    afterwards is withdrawn. Raises ``WriteError`` for what no row can hold, or what is about nothing."""
    sessions = {row.key: row for row in Session.objects.filter(series=series, archived=False)}
    erased = erasures.noted()
    rows: list[Comment] = []
    for kept in said.comments:
        row = Comment(group_id=series.group_id, series=series, session=_session(sessions, kept.session))
        if kept.answers is not None:
            if kept.answers not in range(len(rows)):
                raise WriteError("a comment answers one that is not there")
            row.parent = rows[kept.answers]
        if kept.state not in CARRIED or not 0 <= kept.flags < 1000:
            raise WriteError("a comment is in a state that is not known")
        fill(row, kept, PLACE)
        row.said_at = row.confirmed_at = row.shown_at = kept.said_at
        when = erased.get(kept.mark)
        row.state = State(kept.state) if when is None or kept.said_at > when else State.WITHDRAWN
        if row.state != State.WITHDRAWN:
            fill(row, kept, WORDS)
            row.name, row.words = tidy_name(kept.name), tidy(kept.words)
        rows.append(saved(row))
    for lock in said.locks:
        over = Lock(session=_session(sessions, lock.session))
        fill(over, lock, (*PLACE, "locked_at"))
        saved(over)


def _session(sessions: dict[str, Session], key: str) -> Session:
    if key not in sessions:
        raise WriteError(f"something was said on “{key}”, which is no session")
    return sessions[key]
