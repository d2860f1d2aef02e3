"""A sum a browser does before a comment is taken while a group is under attack: cheap for one, dear for thousands.

It is the proof of work of the ALTCHA protocol (https://altcha.org/docs/v1/proof-of-work): find the number whose hash,
with the salt before it, is the challenge. Nobody else is asked anything.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import parse_qs

from django.utils.crypto import salted_hmac

from studycircle.members import limits

ALGORITHM = "SHA-256"
LARGEST = 60_000  # a telephone takes some seconds for it
LIFE = dt.timedelta(minutes=60)
LONGEST = 1000  # characters of an answer


def new_sum(*, now: dt.datetime) -> dict[str, Any]:
    """A sum to be done within the hour, as ``proof.js`` takes it."""
    salt = f"{secrets.token_hex(12)}?expires={int((now + LIFE).timestamp())}"
    challenge = _hash(salt, secrets.randbelow(LARGEST + 1))
    made = {"algorithm": ALGORITHM, "challenge": challenge, "salt": salt, "maxnumber": LARGEST}
    return {**made, "signature": _sign(challenge)}


def is_solved(answer: str, *, now: dt.datetime) -> bool:
    """Whether ``answer`` solves a sum of ours, for the first time, and in time."""
    if not answer or len(answer) > LONGEST:
        return False
    try:
        said = json.loads(base64.b64decode(answer, validate=True))
        salt, number, challenge = str(said["salt"]), int(said["number"]), str(said["challenge"])
        is_ours = hmac.compare_digest(_sign(challenge).encode(), str(said["signature"]).encode())
        expires = int(parse_qs(salt.partition("?")[2])["expires"][0])
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return False
    if not is_ours or _hash(salt, number) != challenge or expires < now.timestamp():
        return False
    return limits.attempt("comment-sum", challenge, 1, limits.DAY, now=now)


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(challenge: str) -> str:
    return salted_hmac("studycircle.comment.sum", challenge, algorithm="sha256").hexdigest()
