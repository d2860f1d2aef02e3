"""What is done with people and their rights in a group; each in one transaction.

A group keeps at least one organiser, and the installation one administrator. An invitation is a signed link: what
is signed is which one, and whether it went by mail (then whoever brings it reads that mail). It works once.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from studycircle.errors import WriteError
from studycircle.store.models import Departure, Group, Invitation, Membership, Person, Right

SALT, FIRST_SALT = "studycircle.invitation", "studycircle.first"
LIFE, FIRST_LIFE = dt.timedelta(days=14), dt.timedelta(days=1)
MOST_OPEN = 200  # invitations of a group nobody has answered: nobody shall fill the world's letter boxes through us


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation somebody brought the link of."""

    invitation: Invitation
    was_mailed: bool  # to ``invitation.email``, and so its address is theirs


@transaction.atomic
def change_right(person: Person, group: Group, right: Right, *, seen: str) -> None:
    """Give ``person`` another right in ``group``. ``seen``: the one they had when it was decided.

    Raises ``WriteError`` where that has changed meanwhile, or nobody would organise the group any more.
    """
    membership = _locked(person, group, seen)
    _keep_an_organiser(membership, right)
    membership.right = right
    membership.save(update_fields=["right"])


@transaction.atomic
def remove(person: Person, group: Group, *, seen: str, now: dt.datetime) -> None:
    """Take ``person`` out of ``group``; ``bring_back`` undoes it. Raises as ``change_right`` does."""
    membership = _locked(person, group, seen)
    _keep_an_organiser(membership, None)
    Departure.objects.update_or_create(person=person, group=group, defaults={"right": membership.right, "left_at": now})
    membership.delete()


@transaction.atomic
def bring_back(person: Person, group: Group) -> None:
    """Give ``person`` the right they had in ``group`` when they were taken out; nothing where they were not."""
    departure = Departure.objects.select_for_update().filter(person=person, group=group).first()
    if departure is not None:
        Membership.objects.get_or_create(person=person, group=group, defaults={"right": departure.right})
        departure.delete()


def _locked(person: Person, group: Group, seen: str) -> Membership:
    """The membership, with the group's locked: of two changes at once the second sees the first."""
    Group.objects.select_for_update().get(pk=group.pk)
    membership = Membership.objects.filter(person=person, group=group).first()
    if membership is None or membership.right != seen:
        raise WriteError(_("Somebody changed this meanwhile, so nothing was changed"), _("Look again, and decide."))
    return membership


def _keep_an_organiser(membership: Membership, right: Right | None) -> None:
    organisers = Membership.objects.filter(group=membership.group, right=Right.ORGANISER, person__is_active=True)
    stays = right == Right.ORGANISER or membership.right != Right.ORGANISER
    if not stays and not organisers.exclude(pk=membership.pk).exists():
        raise WriteError(
            _("A group keeps at least one organiser"), _("Make somebody else organiser first, then try again.")
        )


@transaction.atomic
def make_administrator(person: Person, *, on: bool) -> None:
    """Let ``person`` administer this installation, or no longer. Raises ``WriteError`` for the last one."""
    administrators = list(Person.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk"))
    if not on and administrators == [person]:
        raise WriteError(_("Somebody has to administer this place"), _("Make somebody else administrator first."))
    Person.objects.filter(pk=person.pk).update(is_superuser=on)


@transaction.atomic
def let_in(person: Person, *, on: bool) -> None:
    """Let ``person`` sign in, or no longer; what they are to their groups stays. Raises ``WriteError`` where nobody
    would administer the installation, or organise a group, any more."""
    if not on:
        if person.is_superuser:
            make_administrator(person, on=False)
        Group.objects.select_for_update().filter(memberships__person=person).count()
        for membership in person.memberships.filter(right=Right.ORGANISER, group__archived=False):
            _keep_an_organiser(membership, None)
    Person.objects.filter(pk=person.pk).update(is_active=on)


@transaction.atomic
def invite(group: Group, right: Right, email: str, *, by: Person, now: dt.datetime) -> Invitation:
    """Hold a right in ``group`` ready; ``email`` is where the link will be sent, or empty.

    Raises ``WriteError`` where too many are open.
    """
    if open_invitations(group, now=now).count() >= MOST_OPEN:
        raise WriteError(_("Very many invitations of this group are unanswered"), _("Withdraw some of them first."))
    return Invitation.objects.create(group=group, right=right, email=email, made_by=by, made_at=now)


def open_invitations(group: Group, *, now: dt.datetime) -> QuerySet[Invitation]:
    """The invitations of ``group`` that can still be accepted, newest first."""
    return Invitation.objects.filter(
        group=group, accepted_at=None, withdrawn_at=None, made_at__gt=now - LIFE
    ).select_related("made_by")


def withdraw(invitation: Invitation, *, now: dt.datetime) -> None:
    """Let the link of an invitation no longer work."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=now)


def token(invitation: Invitation, *, mailed: bool) -> str:
    """What the link of an invitation carries. Only the mailed one proves whose address it is."""
    return signing.Signer(salt=SALT).sign(f"{invitation.pk}{'m' if mailed else 'c'}")


def opened(token: str, *, now: dt.datetime) -> Opened | None:
    """The invitation of that link; ``None`` where it is not ours, used, withdrawn, or too old."""
    try:
        words = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    rows = Invitation.objects.select_related("group", "made_by")
    row = rows.filter(
        pk=int(words[:-1]),
        accepted_at=None,
        withdrawn_at=None,
        made_at__gt=now - LIFE,
        group__archived=False,
    ).first()
    return Opened(row, words[-1] == "m" and bool(row.email)) if row else None


@transaction.atomic
def accept(invitation: Invitation, person: Person, *, now: dt.datetime) -> None:
    """Give ``person`` what the invitation holds ready, if that is more than they have; it is used up.

    Raises ``WriteError`` where somebody was quicker.
    """
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not taken.update(accepted_at=now, accepted_by=person):
        raise WriteError(_("This invitation has been used"), _("Ask for another one."))
    rank = list(Right)
    membership, is_new = Membership.objects.get_or_create(
        person=person, group=invitation.group, defaults={"right": invitation.right}
    )
    if not is_new and rank.index(Right(invitation.right)) < rank.index(Right(membership.right)):
        membership.right = invitation.right
        membership.save(update_fields=["right"])
    Departure.objects.filter(person=person, group=invitation.group).delete()


@transaction.atomic
def join(opened: Opened, name: str, password: str, *, now: dt.datetime) -> Person:
    """A new account for whoever accepts an invitation. Without a password they sign in by mail.

    Raises ``WriteError`` where the name is taken or the invitation was used meanwhile.
    """
    from allauth.account.models import EmailAddress

    if Person.objects.filter(username__iexact=name).exists():
        raise WriteError(_("Somebody here has this name already"), _("Add your family name, or another word."))
    email = opened.invitation.email if opened.was_mailed else ""
    person = Person(username=name, email=email)
    person.set_password(password or None)
    person.save()
    if email:
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    accept(opened.invitation, person, now=now)
    return person


def first_token(*, now: dt.datetime) -> str:
    """What the link carries by which the first account is made; "" where somebody has one."""
    return "" if Person.objects.exists() else signing.Signer(salt=FIRST_SALT).sign(f"{int(now.timestamp())}")


def may_be_first(token: str, *, now: dt.datetime) -> bool:
    """Whether that link is ours, of these days, and nobody has an account yet."""
    try:
        made_at = dt.datetime.fromtimestamp(int(signing.Signer(salt=FIRST_SALT).unsign(token)), dt.UTC)
    except (signing.BadSignature, ValueError, OverflowError):
        return False
    return now - made_at < FIRST_LIFE and not Person.objects.exists()


@transaction.atomic
def be_first(token: str, name: str, password: str, *, now: dt.datetime) -> Person:
    """The account that administers the installation, which organises every group there is already.

    Raises ``WriteError`` where somebody was quicker.
    """
    if not may_be_first(token, now=now):
        raise WriteError(_("Somebody has made the first account already"), _("Ask them to invite you."))
    person = Person(username=name, is_superuser=True)
    person.set_password(password)
    person.save()
    for group in Group.objects.filter(archived=False):
        Membership.objects.create(person=person, group=group, right=Right.ORGANISER)
    return person


def language_of(email: str) -> str:
    """The language that whoever has an account with this mail address has chosen for it; "" where nobody has."""
    theirs = Q(emailaddress__email__iexact=email, emailaddress__verified=True) | Q(email__iexact=email)
    rows = Person.objects.filter(theirs, is_active=True).exclude(language="")
    return rows.values_list("language", flat=True).first() or ""


def address_is_known(email: str) -> bool:
    """Whether an account has that mail address."""
    from allauth.account.models import EmailAddress

    rows = EmailAddress.objects.filter(email__iexact=email), Person.objects.filter(email__iexact=email)
    return any(row.exists() for row in rows)
