"""A letter in its envelope: the headers, the parts, and the bytes that go over the wire.

The bytes are made once for all who get the same letter, with signs where one member's own things go, and the signs are
replaced for each. No name or word of anybody can begin a header of its own: they are one line each before they come
here, and the header classes of the standard library refuse anything else.
"""

import datetime as dt
import email.policy
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from studycircle.writers.mail.letter import Written
from studycircle.writers.mail.write import fill
from studycircle.writers.programme.calendar import clean, one_line

LINE = 990  # bytes; a line of mail may hold 998 (RFC 5322 §2.1.1)
PLAIN_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
_MARK = secrets.token_hex(8)  # no text can hold it


def sign(name: str) -> str:
    """What stands for a link until it is known whose."""
    return f"https://{_MARK}.invalid/{name}/"


ME, LEAVE, YES, ONLINE, NO, CONFIRM = map(sign, ("me", "leave", "yes", "online", "no", "confirm"))
_TO, _ID, _DATE = (
    f"to-{_MARK}@sign.invalid",
    f"id-{_MARK}@sign.invalid",
    dt.datetime(1971, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter ready for everybody who gets it: what is written, who sends it, and the bytes with signs in them."""

    written: Written
    sender: str  # the address
    name: str  # of the sender
    reply_to: str
    headers: Mapping[str, str]
    attached: tuple[Attached, ...]
    raw: bytes = field(repr=False)


class _Policy(email.policy.EmailPolicy):
    """Leaves lists' headers and identifiers in one line: an address that is folded is none any more."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        whole = name.lower().startswith("list-") or name.lower() in ("message-id", "in-reply-to", "references")
        if whole and self.max_line_length != LINE:
            return bytes(self.clone(max_line_length=LINE).fold_binary(name, value))
        return super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", utf8=False, cte_type="8bit")


def sender() -> str:
    """The address all mail of this installation comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def sheet(
    written: Written,
    *,
    name: str,
    language: str,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    is_list: str = "",
    attached: tuple[Attached, ...] = (),
) -> Sheet:
    """``written`` for everybody. ``name``: of who sends it; ``is_list``: the identifier of the list it is part of,
    which gives it a way to leave in one click (RFC 8058, RFC 2919)."""
    extra = {"Auto-Submitted": "auto-generated", "Content-Language": language, **(headers or {})}
    if is_list:
        extra |= {"List-Id": f"<{is_list}>", "List-Unsubscribe": f"<{LEAVE}>"}
        extra["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    extra = {header: one_line(clean(value)) for header, value in extra.items()}
    name = one_line(clean(name))[:80]
    made = Sheet(written, sender(), name, plain_address(reply_to), extra, attached, b"")
    if any(len(line) > LINE for text in (written.text, written.html) for line in text.encode().split(b"\n")):
        return made  # must be coded, and signs would be lost in the code
    return replace(made, raw=_bytes(made, _TO, {"Date": format_datetime(_DATE), "Message-ID": f"<{_ID}>"}, "8bit"))


def _bytes(sheet: Sheet, to: str, headers: Mapping[str, str], coding: str) -> bytes:
    """The whole message to one address."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(sheet.name, addr_spec=sheet.sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = sheet.written.subject
    if sheet.reply_to:
        message["Reply-To"] = Address(addr_spec=sheet.reply_to)
    every = {**headers, **sheet.headers}
    of_content = {header: every.pop(header) for header in list(every) if header.lower().startswith("content-")}
    for header, value in every.items():
        message[header] = value
    message.set_content(sheet.written.text, cte=coding)
    message.add_alternative(sheet.written.html, subtype="html", cte=coding)
    if sheet.written.calendar:
        entry = sheet.written.calendar.decode()
        message.add_alternative(entry, subtype="calendar", cte="8bit", params={"method": "PUBLISH"})
    for file in sheet.attached:
        main, _, sub = file.media.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for header, value in of_content.items():  # set before, they would be the first part's
        message[header] = value
    return message.as_bytes()


def plain_address(address: str) -> str:
    """``address`` in the letters every mail server takes, its host in ASCII; "" where it cannot be."""
    local, at, host = address.strip().rpartition("@")
    try:
        made = f"{local}{at}{host.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return made if PLAIN_ADDRESS.fullmatch(made) else ""


class Envelope(EmailMultiAlternatives):
    """One member's mail: as Django's mail classes have it, for the services of mail providers, and as bytes."""

    raw: bytes = b""

    def message(self, *_args: Any, **_options: Any) -> Any:
        """What Django's own backends send."""
        return _Raw(self.raw)


class _Raw:
    """Bytes where Django expects a message."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def as_bytes(self, *_args: Any, **_options: Any) -> bytes:
        return self.raw

    def get_charset(self) -> None:
        return None


def address_to(
    sheet: Sheet, to: str, *, message_id: str, now: dt.datetime, links: Mapping[str, str], whole: bool = True
) -> Envelope:
    """``sheet`` for one member: ``links`` by the signs they stand for. Without ``whole`` it has its bytes, and not
    its parts. Raises ``ValueError`` for no address."""
    plain = plain_address(to)
    if not plain:
        raise ValueError("no mail can be sent to this address")  # it stands in the log, so the address does not
    own = {name: link for name, link in links.items() if link}
    stamps = {"Date": format_datetime(now), "Message-ID": f"<{message_id}>"}
    made = Envelope(sheet.written.subject, "", sheet.sender, [plain])  # the envelope's own addresses, bare
    if sheet.raw:
        made.raw = _filled(sheet.raw, {**own, _TO: plain, _ID: message_id, format_datetime(_DATE): stamps["Date"]})
    if whole or not sheet.raw:
        headers = {name: value.replace(LEAVE, own.get(LEAVE, "")) for name, value in sheet.headers.items()}
        sheet = replace(sheet, written=fill(sheet.written, own), headers=headers)
        made.raw = made.raw or _bytes(sheet, plain, stamps, "base64")
        _with_parts(made, sheet, stamps)
    return made


def _with_parts(made: Envelope, sheet: Sheet, stamps: Mapping[str, str]) -> None:
    """Give the mail what Django's mail classes have."""
    made.body, made.extra_headers = sheet.written.text, {**sheet.headers, **stamps}
    made.from_email = str(Address(sheet.name, addr_spec=sheet.sender))
    made.reply_to = [sheet.reply_to] if sheet.reply_to else []
    made.attach_alternative(sheet.written.html, "text/html")
    if sheet.written.calendar:  # providers want a file where a second alternative would stand
        made.attach("session.ics", sheet.written.calendar, "text/calendar; method=PUBLISH")
    for file in sheet.attached:
        made.attach(file.name, file.content, file.media)


def _filled(raw: bytes, signs: Mapping[str, str]) -> bytes:
    for name, value in signs.items():
        raw = raw.replace(name.encode(), value.encode("ascii"))
    return raw
