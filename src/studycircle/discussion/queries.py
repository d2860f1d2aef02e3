"""Questions to the tables of comments."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Count, F, Min, Q, QuerySet

from studycircle.discussion.models import Comment, Lock, Talk
from studycircle.documents import discussion as documents
from studycircle.documents.attention import Item, Want
from studycircle.documents.discussion import Said, Thread, threaded
from studycircle.store.models import Group, Reading, Series, TextEdition
from studycircle.store.queries import readers_of
from studycircle.store.waiting import Report

State = Comment.State
WAITS = Q(state=State.HELD, suspicion="", confirmed_at__isnull=False) | Q(state=State.FLAGGED)
About = tuple[str, str, str]  # session, reading, question: their keys


def said_on(series: Series) -> Said:
    """What everybody may read of what was said on ``series``; three queries."""
    rows = Comment.objects.filter(series=series, state__in=(*Comment.SHOWN, State.WITHDRAWN))
    said: dict[About, list[tuple[documents.Comment, str]]] = defaultdict(list)
    for row in rows.annotate(session_key=F("session__key")):
        about = (row.session_key, row.reading, row.question)
        said[about].append((_document(row), str(row.parent_id or "")))
    locks = Lock.objects.filter(session__series=series).values_list("session__key", "reading", "question")
    closed = set(locks)
    threads = (
        Thread(*about, comments=threaded(said[about]), is_locked=bool({about, (about[0], "", "")} & closed))
        for about in sorted({*said, *closed})
    )
    return Said(_address(series), tuple(one for one in threads if one.comments or one.is_locked))


def way_to(edition: TextEdition) -> str:
    """Where one says something on a text that sessions read; "" where nobody can."""
    if not talk_of(edition.group).is_open or not readers_of(edition):
        return ""
    return f"/comments/{edition.group.key}/texts/{edition.key}/"


def reading_of(edition: TextEdition, today: dt.date) -> Reading | None:
    """The reading one says something on who comes from the pages of a text: of the session that reads it next, else of
    the last that did."""
    rows = Reading.objects.filter(
        text=edition.key, archived=False, session__archived=False, session__series__archived=False
    )
    found = rows.filter(session__series__group=edition.group_id).select_related("session__series__group")
    coming = found.filter(session__date__gte=today).order_by("session__date", "pk").first()
    return coming or found.order_by(F("session__date").desc(nulls_last=True), "-pk").first()


def queue(group: Group) -> QuerySet[Comment]:
    """What a moderator should look at, in the order it came: what waits for leave, and what readers reported."""
    rows = Comment.objects.filter(WAITS, group=group)
    return rows.select_related("session__series", "group", "author", "parent").order_by("said_at", "pk")


def waiting(group: Group) -> int:
    """How many comments wait for a moderator."""
    return queue(group).count()


def comments_waiting(groups: Collection[int], now: dt.datetime) -> Iterator[Report]:
    """The same for the desk's home: one query, however many groups (see ``store/waiting.py``)."""
    rows = Comment.objects.filter(WAITS, group__in=groups).values_list("group")
    for group, number, first in rows.annotate(number=Count("pk"), first=Min("said_at")).order_by():
        yield Report(group, None, Item(Want.COMMENT, number=number, when=first))


def set_apart(group: Group) -> QuerySet[Comment]:
    """What is likely to be spam, newest first."""
    rows = Comment.objects.filter(group=group, state=State.HELD).exclude(suspicion="")
    return rows.select_related("session__series").order_by("-said_at", "-pk")


def talk_of(group: Group) -> Talk:
    """How ``group`` takes comments."""
    return Talk.objects.filter(group=group).first() or Talk(group=group)


def _document(row: Comment) -> documents.Comment:
    if row.state == State.WITHDRAWN:
        return documents.Comment(str(row.pk), is_withdrawn=True)
    return documents.Comment(
        str(row.pk), row.name, row.words, row.said_at, row.paragraph, is_edited=row.edited_at is not None
    )


def _address(series: Series) -> str:
    is_open = talk_of(series.group).is_open
    return f"/comments/{series.group.key}/{series.key}/" if is_open else ""
