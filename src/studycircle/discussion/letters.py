"""What the mail about comments says, looked up when it is sent (see ``members/letters.py``)."""

import datetime as dt
from collections import Counter

from studycircle.discussion.inbox import answer_address
from studycircle.discussion.links import confirm_token
from studycircle.discussion.models import Comment
from studycircle.members import letters
from studycircle.members.letters import COMPOSERS, Composed, Desk, site_of, ways_of
from studycircle.members.links import base_of
from studycircle.members.models import Member, Notice
from studycircle.members.people import UNCONFIRMED_FOR, token_of
from studycircle.store.models import Group, Session
from studycircle.writers.mail.comments import Remark, new_comment, talked_about, was_it_you
from studycircle.writers.mail.letter import Item
from studycircle.writers.programme.entries import title_of
from studycircle.writers.programme.links import session_address
from studycircle.writers.programme.words import Words

_ask_to_join = COMPOSERS[Notice.Kind.CONFIRM]


def enter() -> None:
    """Enter the letters of this room among those of members."""
    COMPOSERS[Notice.Kind.COMMENT] = _new_comment
    COMPOSERS[Notice.Kind.CONFIRM] = _confirm


def talk_of_week(group: Group, since: dt.datetime) -> list[Item]:
    """What the weekly letter of ``group`` says of its conversations."""
    rows = Comment.objects.filter(group=group, state__in=Comment.SHOWN, shown_at__gte=since)
    counted = Counter(rows.values_list("session", flat=True))
    sessions = Session.objects.filter(pk__in=counted, archived=False, series__archived=False).select_related("series")
    words = Words(group.language or "en")
    return [
        talked_about(Remark("", "", _title(one), f"{_page(one)}#comments"), counted[one.pk], words)
        for one in sorted(sessions, key=lambda one: -counted[one.pk])
    ]


def answer_link(member: Member, comment: Comment) -> str:
    """Where ``member`` answers ``comment`` on a page, by a link of their own."""
    token = token_of(member, "comment")
    return f"{base_of(comment.group)}/comments/by/{token}/{comment.session_id}/?to={comment.pk}"


def _new_comment(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    comment = _comment(notice)
    if comment is None or comment.state not in Comment.SHOWN:
        return None
    group, member = comment.group, notice.member
    by_mail = answer_address(member, comment)
    remark = Remark(
        comment.name,
        comment.words,
        _title(comment.session),
        f"{_page(comment.session)}#c-{comment.pk}",
        answer_link(member, comment),
        by_mail=bool(by_mail),
    )
    sheet = desk.sheet(
        notice,
        (comment.pk, member.pk),
        lambda words: new_comment(group.name or group.key, remark, ways_of(group), words),
        reply_to=by_mail,
    )
    return Composed(sheet)


def _confirm(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    if "comment" not in notice.data:
        return _ask_to_join(notice, desk, now)
    comment = _comment(notice)
    if comment is None or comment.author_id != notice.member_id or comment.confirmed_at is not None:
        return None
    group = comment.group
    link = f"{base_of(group)}/comments/confirm/{confirm_token(comment)}/"
    hours = int(UNCONFIRMED_FOR.total_seconds() // 3600)
    sheet = desk.sheet(
        notice,
        comment.pk,
        lambda words: was_it_you(group.name or group.key, _title(comment.session), link, words, hours=hours),
        is_list=False,
    )
    return Composed(sheet)


def _comment(notice: Notice) -> Comment | None:
    rows = Comment.objects.select_related("group", "session__series__group", "author")
    return rows.filter(pk=notice.data.get("comment")).first()


def _title(session: Session) -> str:
    document = letters.Desk().programme(session)
    found = next((one for one in document.series.sessions if one.key == session.key), None)
    words = Words(document.series.language or document.group.language or "en")
    return title_of(found, words) if found else session.title


def _page(session: Session) -> str:
    return session_address(site_of(session.series.group), session.series.key, session.key)
