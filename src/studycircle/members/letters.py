"""What each kind of mail says to one member, looked up at the moment it is sent; or that it is of no use any more.

``COMPOSERS`` has one function for each kind; other rooms enter theirs. What all who get the same letter have in common
is written once a batch (``Desk``); a member's own links are put in for each.
"""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from studycircle.documents.native import from_data, to_data
from studycircle.documents.notices import Told, as_mailed, matters, may_still_matter, told_of
from studycircle.documents.programme import Audience, DateState, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.schedule import ends_at, language_of
from studycircle.members import envelope, links, weeks
from studycircle.members.envelope import Attached, Envelope, Sheet
from studycircle.members.models import Member, Notice, Reminder, Reply
from studycircle.members.people import UNCONFIRMED_FOR, hears
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Session
from studycircle.store.queries import gone_session
from studycircle.writers.mail import others, sessions
from studycircle.writers.mail.letter import Letter
from studycircle.writers.mail.sessions import Ways
from studycircle.writers.mail.write import write_letter
from studycircle.writers.programme.words import Words

KEPT_FOR = 60.0  # seconds
RECAP_FOR = dt.timedelta(days=30)  # after the meeting, what was said there is still news
Found = tuple[Programme, SessionDocument]


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail that is to be sent. ``told``: what is kept of what it tells; ``to``: elsewhere than to their address."""

    sheet: Sheet
    told: Any = None
    to: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


Composer = Callable[[Notice, "Desk", dt.datetime], Composed | None]


@dataclass
class Kept:
    """What is written for many, by what it is written of; good for a minute (``KEPT_FOR``). A session's own revision
    is part of its name, so that a change of it is never missed."""

    made_at: float = field(default_factory=time.monotonic)
    programmes: dict[Any, Programme] = field(default_factory=dict)
    told: dict[Any, Any] = field(default_factory=dict)
    sheets: dict[Any, Sheet] = field(default_factory=dict)
    weeks: dict[Any, Any] = field(default_factory=dict)


class Desk:
    """Where the letters of one batch are written: the mails with their members and sessions, as they are just now."""

    def __init__(self, notices: Iterable[Notice] = (), kept: Kept | None = None) -> None:
        self.laid_at = time.monotonic()
        self.kept = kept if kept and self.laid_at - kept.made_at < KEPT_FOR else Kept()
        self.notices = {notice.pk: notice for notice in notices}
        self._replies: dict[tuple[int, int], str] | None = None
        self._reminders: dict[int, str] = {}

    def programme(self, session: Session) -> Programme:
        """The programme as it may be mailed."""
        key, programmes = revision(session), self.kept.programmes
        if key not in programmes:
            programmes[key] = as_mailed(load_programme(session.series, audience=Audience.MEMBERS))
        return programmes[key]

    def found(self, notice: Notice) -> Found | None:
        """The session a mail is about, where there still is one."""
        session = notice.session
        if session is None or session.archived or session.series.archived:
            return None
        programme = self.programme(session)
        document = next((one for one in programme.series.sessions if one.key == session.key), None)
        return (programme, document) if document else None

    def taken_out(self, notice: Notice) -> Found | None:
        """A session that was taken out, or off with its series, as cancelled.

        Of its words only the title, which who gets this was told.
        """
        session = notice.session
        if session is None or not (session.archived or session.series.archived):
            return None
        return self.programme(session), replace(gone_session(session), title=session.title)

    def told(self, session: Session, found: Found) -> Any:
        """What a mail tells of the session, as it is kept."""
        key = revision(session)
        if key not in self.kept.told:
            self.kept.told[key] = to_data(told_of(*found))
        return self.kept.told[key]

    def reply(self, notice: Notice) -> str:
        """What the member answered for the session; who waits for a seat has no answer yet."""
        if self._replies is None:
            rows = Reply.objects.filter(member__in={one.member_id for one in self.notices.values()}, is_waiting=False)
            known = rows.values_list("session", "member", "answer")
            self._replies = {(session, member): answer for session, member, answer in known}
        assert notice.session_id is not None
        return self._replies.get((notice.session_id, notice.member_id), "")

    def said(self, session: Session) -> str:
        """What the organiser wants to say in the reminder."""
        if session.pk not in self._reminders:
            words = Reminder.objects.filter(session=session).values_list("words", flat=True).first()
            self._reminders[session.pk] = words or ""
        return self._reminders[session.pk]

    def sheet(
        self,
        notice: Notice,
        about: Any,
        letter: Callable[[Words], Letter],
        *,
        language: str = "",
        reply_to: str = "",
        headers: Mapping[str, str] | None = None,
        is_list: bool = True,
        attached: tuple[Attached, ...] = (),
    ) -> Sheet:
        """The letter of that kind to everybody of a group for whom ``about`` and the language are the same."""
        group = notice.member.group
        language = notice.member.language or language or group.language or "en"
        key, sheets = (notice.kind, group.pk, language, about), self.kept.sheets
        if key not in sheets:
            words = Words(language)
            sheets[key] = envelope.sheet(
                write_letter(letter(words), words, accent=group.accent),
                name=group.name or group.key,
                language=language,
                reply_to=reply_to,
                headers=headers,
                is_list=list_of(group) if is_list else "",
                attached=attached,
            )
        return sheets[key]


def revision(session: Session) -> tuple[Any, ...]:
    """What is another whenever the session reads otherwise."""
    return (session.pk, session.sequence, session.changed, session.archived, session.state, session.date)


def compose(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    """The mail as it is at ``now``; ``None`` where it is of no use, or not wanted, any more."""
    kind = Notice.Kind(notice.kind)
    if notice.useful_until is not None and now >= notice.useful_until:
        return None
    if notice.member.group.archived or not hears(notice.member, kind) or kind not in COMPOSERS:
        return None
    return COMPOSERS[kind](notice, desk, now)


def address(composed: Composed, notice: Notice, now: dt.datetime, *, whole: bool = True) -> Envelope:
    """The mail in its envelope, without ``whole`` as bytes alone. Raises ``ValueError`` where there is no address."""
    own = {**links_of(notice.member, notice.session), **composed.links}
    to = composed.to or notice.member.email
    return envelope.address_to(composed.sheet, to, message_id=notice.message_id, now=now, links=own, whole=whole)


def links_of(member: Member, session: Session | None) -> dict[str, str]:
    """A member's own links by the signs that stand for them."""
    made = {envelope.ME: links.me_link(member), envelope.LEAVE: links.leave_link(member)}
    if session is not None:
        own = links.reply_link(member, session)
        made |= {
            envelope.YES: f"{own}?answer=yes",
            envelope.ONLINE: f"{own}?answer=online",
            envelope.NO: f"{own}?answer=no",
        }
    return made


def site_of(group: Group) -> str:
    """The address of the group's pages, with the slash at its end."""
    base = links.base_of(group)
    return f"{base}/" if group.domain else f"{base}/{group.key}/"


def list_of(group: Group) -> str:
    """What the group's mail is called as a list (RFC 2919): a name below a host of ours."""
    host = urlsplit(links.base_of(group)).hostname or "localhost"
    return f"{group.key}.{host}"


def ways_of(group: Group, said: str = "") -> Ways:
    """Where the links of a letter lead, as signs."""
    own = (envelope.ME, envelope.LEAVE, envelope.YES, envelope.ONLINE, envelope.NO)
    return Ways(site_of(group), *own, said=said, sender=envelope.sender())


def contact_of(programme: Programme) -> str:
    """Whom an answer to a mail goes to: the first contact with an address that members may see."""
    return next((one.email for one in programme.series.contacts if one.email), "")


# One for each kind.


def _reminder(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    found = desk.found(notice)
    told = told_of(*found) if found else Told()
    is_the_date = told.date is not None and notice.occasion.endswith(f"/{told.date.isoformat()}")
    reply = desk.reply(notice)
    if found is None or not told.is_settled or not is_the_date or _has_begun(told, now) or reply == Reply.Answer.NO:
        return None
    return _about(
        notice, desk, found, lambda ways, words, said: sessions.reminder(*found, ways, words, said=said), reply
    )


def _change(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    found = desk.found(notice) or desk.taken_out(notice)
    if found is None:
        return None
    before, told = from_data(Told, notice.data["was"]), told_of(*found)
    if not matters(before, told) or not may_still_matter(before, told, now):
        return None

    def letter(ways: Ways, words: Words, said: str) -> Letter:
        return sessions.change(*found, before, ways, words, now_told=told)

    return _about(notice, desk, found, letter, desk.reply(notice))


def _seat(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    found = desk.found(notice)
    if (
        found is None
        or desk.reply(notice) != Reply.Answer.YES
        or not told_of(*found).is_settled
        or _has_begun(told_of(*found), now)
    ):
        return None
    return _about(notice, desk, found, lambda ways, words, said: sessions.seat(*found, ways, words))


def _reading(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    found = desk.found(notice)
    if found is None or found[1].state is DateState.CANCELLED or _has_begun(told_of(*found), now):
        return None
    keys = notice.data.get("readings", ())
    if not any(one.key in keys for one in found[1].readings):
        return None
    return _about(notice, desk, found, lambda ways, words, said: sessions.new_readings(*found, keys, ways, words))


def _recap(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    found = desk.found(notice)
    end = ends_at(*found) if found else None
    if found is None or not found[1].record or end is None or not end <= now < end + RECAP_FOR:
        return None
    return _about(notice, desk, found, lambda ways, words, said: sessions.recap(*found, ways, words), tells=False)


def _about(
    notice: Notice,
    desk: Desk,
    found: Found,
    letter: Callable[[Ways, Words, str], Letter],
    reply: str = "",
    *,
    tells: bool = True,
) -> Composed:
    """A letter about one session. ``reply``: what the member answered."""
    session = notice.session
    assert session is not None
    programme, _ = found
    said = desk.said(session) if notice.kind == Notice.Kind.REMINDER else ""
    ways = ways_of(notice.member.group, reply)
    about = (*revision(session), reply, said, json.dumps(notice.data, sort_keys=True))
    made = desk.sheet(
        notice,
        about,
        lambda words: letter(ways, words, said),
        language=language_of(programme),
        reply_to=contact_of(programme),
    )
    return Composed(made, told=desk.told(session, found) if tells else None)


def _digest(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    group = notice.member.group
    if group.pk not in desk.kept.weeks:
        desk.kept.weeks[group.pk] = weeks.week_of(group, now)
    week, told = desk.kept.weeks[group.pk]
    if not week:
        return None
    made = desk.sheet(notice, None, lambda words: others.digest(group.name or group.key, week, ways_of(group), words))
    return Composed(made, told=told)


def _confirm(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    member = notice.member
    name = member.group.name or member.group.key
    if member.confirmed_at is not None:  # they asked once more
        made = desk.sheet(notice, "there", lambda words: others.already_there(name, envelope.ME, words), is_list=False)
        return Composed(made)
    hours = int(UNCONFIRMED_FOR.total_seconds() // 3600)
    made = desk.sheet(
        notice, "new", lambda words: others.confirmation(name, envelope.CONFIRM, words, hours=hours), is_list=False
    )
    return Composed(made, links={envelope.CONFIRM: links.confirm_link(member)})


def _has_begun(told: Told, now: dt.datetime) -> bool:
    start = told.starts_at
    return start is not None and now >= start


COMPOSERS: dict[Notice.Kind, Composer] = {
    Notice.Kind.REMINDER: _reminder,
    Notice.Kind.CHANGE: _change,
    Notice.Kind.SEAT: _seat,
    Notice.Kind.READING: _reading,
    Notice.Kind.RECAP: _recap,
    Notice.Kind.DIGEST: _digest,
    Notice.Kind.CONFIRM: _confirm,
}
