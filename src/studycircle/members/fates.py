"""What becomes of a mail after an error, read from the error alone. No rows, no clock."""

import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum

TOO_LARGE = re.compile(r"^5\.(?:3\.4|2\.3)\b")
OF_POLICY = re.compile(r"^5\.7\.")  # "we do not relay": says nothing of the address


class Next(StrEnum):
    """What to do with it."""

    RETRY = "retry"  # later, this one mail
    REFUSE = "refuse"  # never again
    PAUSE = "pause"  # no mail can be sent now, and it is none of this one's fault


@dataclass(frozen=True, slots=True)
class Fate:
    """``is_bad_address``: the server knows no such box. ``is_lost``: the connection is of no use any more."""

    next: Next
    words: str
    is_bad_address: bool = False
    is_lost: bool = False


def fate_of(error: Exception) -> Fate:
    """What to do after ``error``, which sending one mail raised."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _of_recipient(code, _words(answer))
    if isinstance(error, smtplib.SMTPSenderRefused):
        said = _words(error.smtp_error)
        is_large = error.smtp_code == 552 or bool(TOO_LARGE.match(said))
        return _of_code(error.smtp_code, said, Next.REFUSE if is_large else Next.PAUSE)
    if isinstance(error, smtplib.SMTPDataError):
        return _of_code(error.smtp_code, _words(error.smtp_error), Next.REFUSE)
    if isinstance(error, smtplib.SMTPResponseException):  # the greeting, or the password
        return Fate(Next.PAUSE, f"{error.smtp_code} {_words(error.smtp_error)}", is_lost=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Fate(Next.PAUSE, str(error), is_lost=True)
    if type(error).__name__ == "AnymailRecipientsRefused":
        return Fate(Next.REFUSE, str(error)[:500], is_bad_address=True)
    if isinstance(status := getattr(error, "status_code", None), int):  # of a provider's answer
        is_busy = status in (408, 429) or status >= 500
        return Fate(Next.RETRY if is_busy else Next.PAUSE, str(error)[:500])
    if isinstance(error, OSError | smtplib.SMTPException):  # silence, a reset, a line that broke
        return Fate(Next.RETRY, f"{type(error).__name__}: {error}", is_lost=True)
    if isinstance(error, ValueError):  # no address, or nothing that can be sent
        return Fate(Next.REFUSE, str(error))
    return Fate(Next.RETRY, f"{type(error).__name__}: {error}", is_lost=True)


def _of_recipient(code: int, said: str) -> Fate:
    if code < 500:
        return _of_code(code, said, Next.RETRY)
    return Fate(Next.REFUSE, f"{code} {said}", is_bad_address=not OF_POLICY.match(said))


def _of_code(code: int, said: str, for_good: Next) -> Fate:
    """A temporary refusal (4xx; after 421 the server hangs up), or one for good."""
    if code < 500:
        return Fate(Next.RETRY, f"{code} {said}", is_lost=code == 421)
    return Fate(for_good, f"{code} {said}")


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:500]
