"""Members: how one joins without an account, what one hears, and the links that say who somebody is."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from studycircle.documents.spoken import tidy_name
from studycircle.errors import WriteError
from studycircle.members import limits, notices
from studycircle.members.models import Member, Notice
from studycircle.store.mail import FIRST
from studycircle.store.models import Group

PREFIX = "m"  # of every token, so that a log or a scan of leaked secrets can tell what it is
UNCONFIRMED_FOR = dt.timedelta(hours=48)
MAILS_A_DAY = 3  # that ask one address to confirm, whoever asks for them
BEFORE_CONFIRMING = ("confirm", "leave")  # the only links that are good for who has not confirmed
HEARS = {
    Notice.Kind.REMINDER: "hears_reminders",
    Notice.Kind.CHANGE: "hears_changes",
    Notice.Kind.READING: "hears_readings",
    Notice.Kind.RECAP: "hears_recaps",
    Notice.Kind.COMMENT: "hears_comments",
    Notice.Kind.DIGEST: "hears_digest",
}
USUAL = frozenset({Notice.Kind.REMINDER, Notice.Kind.CHANGE})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a member chose: what they are called, what they hear and in which language ("": the group's)."""

    pseudonym: str = ""
    language: str = ""
    hears: frozenset[Notice.Kind] = USUAL
    kindle: str = ""


def join(group: Group, email: str, wishes: Wishes, *, now: dt.datetime) -> None:
    """Ask ``email`` by mail whether it wants to hear from ``group``; who has joined already is sent their own link.

    What happened cannot be told from outside: nobody learns who is a member, and nobody is sent many mails.
    """
    with transaction.atomic():
        member, is_new = asked(group, email, wishes, now=now)
        if member is None:
            return
        if not is_new and member.confirmed_at is None:
            _set(member, {**_values(group, wishes, member), "asked_at": now})
        notices.queue(
            member,
            Notice.Kind.CONFIRM,
            f"join:{now.isoformat()}",
            now=now,
            priority=FIRST,
            useful_until=now + UNCONFIRMED_FOR,
        )


def asked(group: Group, email: str, wishes: Wishes, *, now: dt.datetime) -> tuple[Member | None, bool]:
    """The member of that address, to be asked something by mail, and whether they are a new one, with those wishes.

    ``None`` where the address was asked often enough today. To be called in a transaction.
    """
    address = email.casefold()
    member = Member.objects.select_for_update().filter(group=group, address=address).first()
    if not limits.attempt("join-mail", address, MAILS_A_DAY, limits.DAY, now=now):
        return None, False
    if member is not None:
        return member, False
    made = {"email": email, "asked_at": now, "code": new_code(), **_values(group, wishes)}
    return Member.objects.get_or_create(group=group, address=address, defaults=made)


@transaction.atomic
def confirm(member: Member, *, now: dt.datetime) -> None:
    """Let ``member`` hear from now on what they wished to. Raises ``WriteError`` where they took too long."""
    if member.confirmed_at is not None:
        return
    if now - member.asked_at > UNCONFIRMED_FOR:
        raise WriteError(_("This link is too old"), _("Join once more, and open the new link within two days."))
    _set(member, {"confirmed_at": now, "refused_at": None, "person": _person_of(member)})


@transaction.atomic
def change(member: Member, wishes: Wishes) -> None:
    """Let ``member`` be called, and hear, what they wish from now on."""
    _set(member, {**_values(member.group, wishes, member), "kindle": wishes.kindle})


def write_again(member: Member) -> None:
    """Let mail go to the address of ``member`` again, though a mail server said once that it takes none."""
    _set(member, {"refused_at": None})


def new_link(member: Member) -> None:
    """Give ``member`` a new link of their own; every older one, in whatever mail, leads nowhere."""
    _set(member, {"code": new_code()})


def make_calendar(member: Member) -> None:
    """Give ``member`` a private calendar at a new address; the old one, if there was one, is there no more."""
    _set(member, {"calendar": new_code()})


def revoke_calendar(member: Member) -> None:
    """Let the address of the private calendar lead nowhere."""
    _set(member, {"calendar": ""})


def member_of_calendar(code: str) -> Member | None:
    """Whose private calendar it is; ``None`` where it is nobody's any more."""
    rows = Member.objects.select_related("group").exclude(calendar="").exclude(confirmed_at=None)
    return rows.filter(calendar=code, group__archived=False).first()


def wishes_of(member: Member) -> Wishes:
    """What ``member`` chose."""
    heard = frozenset(kind for kind, name in HEARS.items() if getattr(member, name))
    return Wishes(member.pseudonym, member.language, heard, member.kindle)


def new_pseudonym(group: Group, language: str) -> str:
    """A name for somebody who gave none, "Reader 417"; chance, so that it does not tell how many members there are."""
    with translation.override(language or group.language or "en"):
        return _("Reader %(number)d") % {"number": secrets.randbelow(990) + 10}


def new_code() -> str:
    """128 bits of chance."""
    return secrets.token_urlsafe(16)


def token_of(member: Member, purpose: str) -> str:
    """What a link of ``member`` for one purpose ("me", "confirm", "leave", "reply") carries.

    It is good until they leave or take a new link, and for nothing but its purpose.
    """
    return _signer(purpose).sign(f"{PREFIX}{member.pk}.{member.code}")


def member_of(token: str, purpose: str) -> Member | None:
    """The member whose link for that purpose it is; ``None`` where it is not ours, or no longer good."""
    try:
        number, __, code = _signer(purpose).unsign(token).removeprefix(PREFIX).partition(".")
    except signing.BadSignature:
        return None
    rows = Member.objects.select_related("group").filter(pk=int(number), code=code, group__archived=False)
    return (rows if purpose in BEFORE_CONFIRMING else rows.exclude(confirmed_at=None)).first()


def hears(member: Member, kind: Notice.Kind) -> bool:
    """Whether ``member`` is to get mail of that kind now: confirmed, the address takes mail, and they want it.

    Who has not confirmed gets the mail that asks for it; a free seat and their own book are asked for each time.
    """
    if kind is Notice.Kind.CONFIRM:
        return True
    if member.confirmed_at is None or member.refused_at is not None:
        return False
    return bool(getattr(member, HEARS[kind])) if kind in HEARS else True


def _values(group: Group, wishes: Wishes, member: Member | None = None) -> dict[str, object]:
    heard = {name: kind in wishes.hears for kind, name in HEARS.items()}
    pseudonym = tidy_name(wishes.pseudonym) or new_pseudonym(group, wishes.language)
    return {"pseudonym": _free(group, pseudonym, member), "language": wishes.language, **heard}


def _free(group: Group, pseudonym: str, member: Member | None) -> str:
    """``pseudonym``, with a number where somebody else goes by it: nobody shall be taken for another."""
    others = Member.objects.filter(group=group).exclude(pk=member.pk if member else 0)
    taken = {name.casefold() for name in others.values_list("pseudonym", flat=True)}
    free, number = pseudonym, 1
    while free.casefold() in taken:
        number += 1
        free = f"{pseudonym[:70]} {number}"
    return free


def _person_of(member: Member) -> object | None:
    """Whose account it is that has this address, confirmed there too."""
    from allauth.account.models import EmailAddress

    found = EmailAddress.objects.filter(email__iexact=member.address, verified=True).select_related("user").first()
    return found.user if found else None


def _set(member: Member, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=list(values))


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"studycircle.member.{purpose}", sep=".")
