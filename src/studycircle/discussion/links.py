"""The signed links by which a comment is confirmed, changed and withdrawn, and answered by mail."""

import base64
import hmac
import re

from django.core import signing
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from studycircle.discussion.models import Comment
from studycircle.members.models import Member

OWNER, DRAFTER = "o", "d"  # who has shown that the address is theirs; who only typed it
TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,13})-([a-z2-7]{26})")  # in a mail address: 64 characters at most
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def own_token(comment: Comment, *, is_owner: bool) -> str:
    """For whoever said it, to see what became of it, change it and withdraw it."""
    return _signer("own").sign(f"{comment.pk}{OWNER if is_owner else DRAFTER}")


def own(token: str) -> tuple[Comment, bool] | None:
    """The comment of that link, and whether it is the owner's; ``None`` where it is not ours."""
    try:
        words = _signer("own").unsign(token)
    except signing.BadSignature:
        return None
    comment = _comments().filter(pk=int(words[:-1])).first()
    return (comment, words[-1] == OWNER) if comment else None


def confirm_token(comment: Comment) -> str:
    """For the mail that asks its author whether it was they."""
    assert comment.author is not None
    return _signer("confirm").sign(f"{comment.pk}.{comment.author.code}")


def confirmed(token: str) -> Comment | None:
    """The comment of that link; ``None`` where it is not ours, or its author has left or taken a new link."""
    try:
        number, _, code = _signer("confirm").unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return _comments().filter(pk=int(number), author__code=code).first()


def answer_token(member: Member, comment: Comment) -> str:
    """For the mail address to which ``member`` sends an answer to ``comment``. Mail servers may make it small."""
    words = f"{_base36(member.pk)}-{_base36(comment.pk)}"
    return f"{words}-{_seal(words, member)}"


def answered(token: str) -> tuple[Member, Comment] | None:
    """Who answers what by that address; ``None`` where it is not ours, or no longer good."""
    found = TOKEN.fullmatch(token.lower())
    if found is None:
        return None
    member = Member.objects.select_related("group").filter(pk=_number(found[1])).exclude(confirmed_at=None).first()
    comment = _comments().filter(pk=_number(found[2])).first()
    if member is None or comment is None or comment.group_id != member.group_id:
        return None
    return (member, comment) if hmac.compare_digest(_seal(f"{found[1]}-{found[2]}", member), found[3]) else None


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"studycircle.comment.{purpose}", sep=".")


def _comments() -> QuerySet[Comment]:
    return Comment.objects.select_related("author", "session__series__group", "group")


def _seal(words: str, member: Member) -> str:
    """128 bits of a keyed hash, in letters that stay apart when they are made small."""
    digest = salted_hmac("studycircle.comment.answer", f"{words}.{member.code}", algorithm="sha256").digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _base36(number: int) -> str:
    made = ""
    while number:
        number, digit = divmod(number, 36)
        made = DIGITS[digit] + made
    return made or "0"


def _number(words: str) -> int:
    """As a row's number, which has 63 bits."""
    return int(words, 36) & (2**63 - 1)
