"""Answers that come by mail: from the bytes of a mail to a comment, or to the reason why it is none.

A mail server hands the mail over (``studycircle manage take-mail``). Nobody is written back to: a mail that is no
answer to ours may come from anybody, and the sender it names may be a stranger.
"""

import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.utils import getaddresses
from enum import StrEnum
from html.parser import HTMLParser

from django.conf import settings

from studycircle.discussion import actions, guard
from studycircle.discussion.links import answer_token, answered
from studycircle.discussion.models import Comment
from studycircle.documents.mailed_answer import answer_of
from studycircle.documents.spam import MOST_LINKS_TRUSTED
from studycircle.documents.spoken import LONGEST, link_count, tidy
from studycircle.errors import WriteError
from studycircle.members import limits
from studycircle.members.models import Member

LARGEST = 5 * 2**20  # bytes of a mail; pictures in a signature are not read, but they come along
MOST_IN_HOUR = 20  # of one member
BULK = {"bulk", "junk", "list", "auto_reply"}
BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"}
UNSEEN = {"script", "style", "head", "title"}


class Outcome(StrEnum):
    """What became of a mail."""

    SHOWN = "shown"
    WAITS = "waits for a moderator"
    AUTOMATIC = "ignored: no person sent it"
    UNKNOWN = "ignored: not to an address of ours, or one that is no longer good"
    STRANGER = "ignored: not from the address of the member it belongs to"
    EMPTY = "ignored: no words of their own"
    TOO_LONG = "ignored: too long, too many links, or too many at once"
    CLOSED = "ignored: the conversation is closed, or what was answered is gone"


def answer_address(member: Member, comment: Comment) -> str:
    """The mail address at which ``member`` answers ``comment``; "" where this installation takes no mail.

    ``settings.MAIL_REPLIES`` is "reply+@example.org": what stands between "+" and "@" is put in here.
    """
    local, plus, host = settings.MAIL_REPLIES.partition("+")
    _, at, host = host.rpartition("@")
    return f"{local}+{answer_token(member, comment)}@{host}" if plus and at and host else ""


def take(raw: bytes, *, now: dt.datetime, recipients: Iterable[str] = ()) -> Outcome:
    """Take one mail in. ``recipients``: whom the mail server says it is to; otherwise its own headers say so."""
    if len(raw) > LARGEST:
        return Outcome.TOO_LONG
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if is_automatic(message):
        return Outcome.AUTOMATIC
    found = next(filter(None, map(answered, _tokens(message, recipients))), None)
    if found is None:
        return Outcome.UNKNOWN
    member, comment = found
    if member.address not in _addresses(message, "From"):
        return Outcome.STRANGER
    words = tidy(answer_of(_text(message)))
    if not words:
        return Outcome.EMPTY
    return _keep(member, comment, words, now)


def is_automatic(message: EmailMessage) -> bool:
    """Whether a program sent it by itself: an answer during holidays, a mail that could not be delivered, a list's."""
    names = ("Auto-Submitted", "Precedence", "Return-Path")
    header = {name: "".join(_values(message, name)[:1]).strip().lower() for name in names}
    senders = _addresses(message, "From")
    return (
        header["Auto-Submitted"].partition(";")[0].strip() not in ("", "no")
        or header["Precedence"] in BULK
        or header["Return-Path"] == "<>"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
        or len(senders) != 1
        or next(iter(senders)).partition("@")[0] in ("mailer-daemon", "postmaster")
    )


def _keep(member: Member, comment: Comment, words: str, now: dt.datetime) -> Outcome:
    if len(words) > LONGEST or link_count(words) > MOST_LINKS_TRUSTED:
        return Outcome.TOO_LONG
    if not limits.attempt("comment-mail", str(member.pk), MOST_IN_HOUR, limits.HOUR, now=now):
        return Outcome.TOO_LONG
    subject = actions.Subject(comment.session, comment.reading, comment.question, to=comment)
    try:
        said = actions.say_as(member, subject, words, now=now)
    except WriteError:
        return Outcome.CLOSED
    guard.note(comment.group, f"member {member.pk}", words, is_trusted=member.trusted_at is not None, now=now)
    return Outcome.SHOWN if said.state == Comment.State.PUBLIC else Outcome.WAITS


def _tokens(message: EmailMessage, recipients: Iterable[str]) -> Iterator[str]:
    """What stands between "+" and "@" in every address it is to that is ours."""
    local, _, rest = settings.MAIL_REPLIES.lower().partition("+")
    host = rest.rpartition("@")[2]
    to = {one.strip().lower() for one in recipients}
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"):
        to |= _addresses(message, name)
    ours = re.compile(rf"{re.escape(local)}\+([0-9a-z-]+)@{re.escape(host)}")
    for address in sorted(to) if host else ():
        if found := ours.fullmatch(address):
            yield found[1]


def _addresses(message: EmailMessage, name: str) -> set[str]:
    return {address.lower() for _, address in getaddresses(_values(message, name)) if "@" in address}


def _values(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except Exception:  # the standard library stumbles over some headers nobody should have written, in many ways
        return []


def _text(message: EmailMessage) -> str:
    """The words of a mail; of one that has only HTML, its words."""
    try:
        body = message.get_body(preferencelist=("plain", "html"))
        content = body.get_content() if body is not None else ""
    except (KeyError, LookupError, ValueError, AttributeError):  # a strange media type, a charset nobody knows
        return ""
    text = content if isinstance(content, str) else ""
    return _Words.of(text) if body is not None and body.get_content_subtype() == "html" else text


class _Words(HTMLParser):
    """The words of an HTML mail. What its program marks as the quoted mail is quoted as in a plain one."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []
        self.depth, self.hidden = 0, 0

    @classmethod
    def of(cls, page: str) -> str:
        """The words of ``page``."""
        parser = cls()
        parser.feed(page)
        parser.close()
        return "".join(parser.made)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "blockquote"
        self.hidden += tag in UNSEEN
        if tag in BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - (tag == "blockquote"))
        self.hidden = max(0, self.hidden - (tag in UNSEEN))
        if tag in BREAKS - {"br"}:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.made.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self.made.append("\n" + "> " * self.depth)
