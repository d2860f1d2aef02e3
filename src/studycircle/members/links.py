"""The absolute links of a member: what their mail leads to. They stand at the group's own host, where it has one."""

from django.conf import settings

from studycircle.members.models import Member, Reply
from studycircle.members.people import token_of
from studycircle.store.models import Group, Session


def base_of(group: Group) -> str:
    """Where this installation is found by the people of ``group``, without a slash at the end."""
    if group.domain:
        return f"{'https' if settings.HTTPS else 'http'}://{group.domain}"
    return str(settings.ADDRESS or settings.HERE)


def site_of(group: Group) -> str:
    """The absolute address of the group's pages."""
    return f"{base_of(group)}/" if group.domain else f"{base_of(group)}/{group.key}/"


def confirm_link(member: Member) -> str:
    """Where an address is confirmed, by a button."""
    return _link(member, f"/join/confirm/{token_of(member, 'confirm')}/")


def me_link(member: Member) -> str:
    """The page of their own, where everything can be changed."""
    return _link(member, f"/me/{token_of(member, 'me')}/")


def leave_link(member: Member) -> str:
    """Where a POST takes them out at once (List-Unsubscribe, RFC 8058); opened by a person it asks first."""
    return _link(member, f"/me/leave/{token_of(member, 'leave')}/")


def reply_link(member: Member, session: Session, answer: str = "") -> str:
    """Where they say whether they come to ``session``; with ``answer`` that one stands ready, to be sent by a button.

    Raises ``ValueError`` for what is no answer.
    """
    link = _link(member, f"/replies/{token_of(member, 'reply')}/{session.pk}/")
    return f"{link}?answer={Reply.Answer(answer).value}" if answer else link


def calendar_link(member: Member) -> str:
    """Their private calendar; "" where they have none."""
    return _link(member, f"/calendar/{member.calendar}.ics") if member.calendar else ""


def _link(member: Member, path: str) -> str:
    return base_of(member.group) + path
