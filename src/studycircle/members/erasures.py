"""Who was erased, noted outside the database: a backup made before must not bring them back.

One small file for each, named by a keyed hash of group and address; in it, when. Nobody can tell from it who it was,
without the installation's secret and the very address. The folder is not part of what a restore puts back: the notes
that are there stay.
"""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from studycircle.members.models import Member

KEPT_FOR = dt.timedelta(days=400)  # no backup should be older


def note(member: Member, *, now: dt.datetime) -> None:
    """Note that ``member`` is erased, on the disk for good before this returns."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = folder / f".{os.getpid()}.{mark_of(member)}"
    with open(partial, "w", encoding="ascii", opener=_for_us_alone) as file:
        file.write(now.isoformat())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / mark_of(member))


def of_members_there() -> list[Member]:
    """The members of the database who were erased after they had asked to join: it is older than that."""
    erased = noted()
    if not erased:
        return []
    rows = Member.objects.select_related("group").iterator()
    return [row for row in rows if (when := erased.get(mark_of(row))) is not None and row.asked_at <= when]


def noted() -> dict[str, dt.datetime]:
    """When members were erased last, by their marks (``mark_of``)."""
    return {file.name: _when(file) for file in _notes()}


def mark_of(member: Member) -> str:
    """What tells this installation, which knows the secret, and nobody else who it was."""
    words = f"{member.group.key} {member.address}"
    return salted_hmac("studycircle.erasure", words, algorithm="sha256").hexdigest()[:40]


def forget_old(now: dt.datetime) -> int:
    """Delete notes older than any backup; how many."""
    old = [file for file in _notes() if _when(file) <= now - KEPT_FOR]
    for file in old:
        file.unlink()
    return len(old)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _folder() -> Path:
    return Path(settings.DATA) / "erasures"


def _notes() -> list[Path]:
    return [file for file in _folder().glob("*") if not file.name.startswith(".")] if _folder().is_dir() else []


def _when(file: Path) -> dt.datetime:
    return dt.datetime.fromisoformat(file.read_text("ascii"))
