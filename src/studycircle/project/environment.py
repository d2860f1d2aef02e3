"""What a host says through the environment (STUDYCIRCLE_…), and the folder all data lives in."""

import contextlib
import importlib.util
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from studycircle.errors import StudycircleError


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything this installation keeps: database, secret key, the public site, files."""
    return Path(environment.get("STUDYCIRCLE_DATA", "var")).absolute()


def secret_key(folder: Path) -> str:
    """The installation's secret, made at the first start; only its owner can read the file."""
    path = folder / "secret_key"
    if not path.exists():
        made = folder / f".secret_key.{os.getpid()}"
        _private_file(made)
        made.write_text(secrets.token_urlsafe(48) + "\n", "ascii")
        # Of two first starts one is late, and takes what the other made; neither ever reads half a key.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text("ascii").strip()


def _private_file(path: Path) -> None:
    """Make the file, if it is not there, so that nobody but its owner can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def database(address: str, folder: Path) -> dict[str, Any]:
    """Django's settings for the database at ``address``: ``postgresql://…``, or SQLite in ``folder`` if empty."""
    if not address:
        return sqlite(folder / "db.sqlite3")
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise StudycircleError(
            f"STUDYCIRCLE_DATABASE: “{parts.scheme}” is not a database Studycircle knows",
            "Write postgresql://user:password@host:5432/name, or leave it out to use SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "studycircle",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


MAIL = "django.core.mail.backends"


def mail(address: str, sender: str, folder: Path) -> dict[str, Any]:
    """Django's settings for sending mail: ``smtp://user:password@host:587`` (STARTTLS, unless it is this machine),
    ``smtps://…:465`` (TLS from the start), ``anymail://mailgun?api_key=…`` (a provider's service), ``console:``, or, if
    empty, files in ``folder``."""
    parts = urlsplit(address)
    if parts.scheme == "anymail":
        return _provider(parts.hostname or "", dict(parse_qsl(parts.query)), sender)
    settings: dict[str, Any] = {"DEFAULT_FROM_EMAIL": sender or f"studycircle@{parts.hostname or 'localhost'}"}
    if not address:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # there are codes in it that let somebody in
        return settings | {"EMAIL_BACKEND": f"{MAIL}.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    if parts.scheme == "console":
        return settings | {"EMAIL_BACKEND": f"{MAIL}.console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise StudycircleError(
            f"STUDYCIRCLE_MAIL: “{address}” is not the address of a mail server",
            "Write smtp://user:password@mail.example.org:587, or leave it out: mail then goes into files.",
        )
    is_tls, is_here = parts.scheme == "smtps", parts.hostname in ("localhost", "127.0.0.1", "::1")
    return settings | {
        "EMAIL_BACKEND": f"{MAIL}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 25 if is_here else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and not is_here,
        "EMAIL_TIMEOUT": 20,
    }


def _provider(name: str, values: Mapping[str, str], sender: str) -> dict[str, Any]:
    """Settings for one of the services ``django-anymail`` knows; ``values`` are its settings of that service."""
    if importlib.util.find_spec("anymail") is None:
        raise StudycircleError(
            "STUDYCIRCLE_MAIL: django-anymail is not installed", "pip install 'studycircle[anymail]', and start again."
        )
    if not name.isidentifier() or importlib.util.find_spec(f"anymail.backends.{name}") is None:
        raise StudycircleError(
            f"STUDYCIRCLE_MAIL: django-anymail knows no service “{name}”",
            "Write anymail://mailgun?api_key=…, with the name and settings its documentation has for the service.",
        )
    if not sender:
        raise StudycircleError(
            "STUDYCIRCLE_MAIL_FROM is not set", "Set it to an address your provider lets you send from."
        )
    return {
        "DEFAULT_FROM_EMAIL": sender,
        "EMAIL_BACKEND": f"anymail.backends.{name}.EmailBackend",
        "ANYMAIL": {f"{name}_{key}".upper(): value for key, value in values.items()},
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as it must be for several threads: readers never wait, writers queue instead of failing.

    ``IMMEDIATE`` takes the write lock when a transaction opens: with the default, one that read first and
    writes later fails at once with "database is locked". ``synchronous=FULL`` keeps the last commits when
    the power goes. ``secure_delete`` overwrites what is deleted: who is erased shall not lie on in the file.
    Who waits to write waits 20 seconds before giving up: SQLite has no queue, so the unlucky one of several writers on
    a slow machine waits much longer than the others.
    """
    _private_file(path)  # SQLite gives its other files the same rights
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,  # seconds
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
    }
