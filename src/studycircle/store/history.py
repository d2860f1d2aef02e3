"""The versions of a programme: kept whenever it is saved, and read again as documents.

What belongs to the row and not to a version is left out of it: the series' uid, and each session's revision marks.
"""

import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from studycircle.documents.compare import Change
from studycircle.documents.native import from_data, to_data
from studycircle.documents.programme import Group, Programme, Series, Session
from studycircle.documents.reconcile import unmarked
from studycircle.errors import ReadError
from studycircle.store import models
from studycircle.store.models import Piece, Version

Owner = models.Series | models.Draft

SHOWN = 12  # changes a list shows of one version
LONGEST = 200  # characters of a change's words
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, for the history. ``of``: the number of the version that was undone or restored."""

    by: models.Person | None = None
    kind: Version.Act = Version.Act.CHANGED
    of: int | None = None


@dataclass(slots=True)
class _Content:
    """A programme in pieces: each document under its digest; those of sessions by key as well, for the next version."""

    digest: str
    pieces: dict[str, Any]
    sessions: dict[str, tuple[Session, str]] = field(default_factory=dict)


def versions_of(owner: Owner) -> QuerySet[Version]:
    """All versions of a series or draft, the newest first."""
    return Version.objects.filter(**_of(owner)).select_related("made_by").order_by("-number")


def record(
    owner: Owner, before: Programme | None, after: Programme, changes: Sequence[Change], act: Act, now: dt.datetime
) -> int | None:
    """Keep ``after`` as the next version; its number, or ``None`` where nothing is different.

    ``before``: as it stood; ``None`` where there was nothing. Where the newest version does not say that, somebody
    changed it on another way, and it becomes a version too: nothing that was there is lost. Inside the transaction
    of the save, with the owner locked.
    """
    last = versions_of(owner).first()
    old = _content(before, None) if before is not None else None
    new = _content(after, old)
    made = []
    number = last.number if last else 0
    is_known = last is not None and old is not None and last.content == old.digest
    if old is not None and not is_known:
        number += 1
        made.append(Version(number=number, act=Version.Act.FOUND, content=old.digest, made_at=now, **_of(owner)))
        _keep(owner, old.pieces)
    if old is None or new.digest != old.digest:
        number += 1
        made.append(_version(owner, number, new.digest, changes, act, now))
        _keep(owner, {name: piece for name, piece in new.pieces.items() if old is None or name not in old.pieces})
    Version.objects.bulk_create(made)
    return number if old is None or new.digest != old.digest else None


def _version(owner: Owner, number: int, digest: str, changes: Sequence[Change], act: Act, now: dt.datetime) -> Version:
    shown = tuple(replace(one, before=one.before[:LONGEST], after=one.after[:LONGEST]) for one in changes[:SHOWN])
    version = Version(number=number, act=act.kind, of=act.of, content=digest, made_at=now, made_by=act.by, **_of(owner))
    version.changes, version.change_count = shown, len(changes)
    return version


def programme_at(version: Version) -> Programme:
    """The programme as it stood; the uid of its series, and the revision marks of its sessions, are not said."""
    pieces = Piece.objects.filter(series=version.series_id, draft=version.draft_id)
    head = _unpacked(pieces.get(digest=version.content).packed)
    names = head["sessions"]
    sessions = {one.digest: _unpacked(one.packed) for one in pieces.filter(digest__in=set(names))}
    series = from_data(Series, head["series"])
    whole = tuple(from_data(Session, sessions[name]) for name in names)
    return Programme(from_data(Group, head["group"]), replace(series, sessions=whole))


def pieces_of(series: models.Series) -> dict[str, Any]:
    """All pieces of the history of ``series`` as plain data, by their digest."""
    rows = Piece.objects.filter(series=series).order_by("digest")
    return {row.digest: _unpacked(row.packed) for row in rows}


def put_pieces(series: models.Series, pieces: dict[str, Any]) -> None:
    """Keep pieces that came from elsewhere, each as it was packed there.

    Raises ``ReadError`` where one is not understood, or a version lacks one. Digests are names here: another version
    of this program may have made them otherwise.
    """
    for name, piece in pieces.items():
        if not _NAME.fullmatch(name) or not isinstance(piece, dict):
            raise ReadError("", "its history is not understood")
        if isinstance(piece.get("sessions"), list):
            from_data(Group, piece.get("group"))
            from_data(Series, piece.get("series"))
        else:
            from_data(Session, piece)
    for head in Version.objects.filter(series=series).values_list("content", flat=True).distinct():
        names = pieces.get(head, {}).get("sessions")
        if not isinstance(names, list) or not all(_is_session(pieces, name) for name in names):
            raise ReadError("", "a part of its history is missing")
    Piece.objects.bulk_create(Piece(series=series, digest=name, packed=_plain(piece)) for name, piece in pieces.items())


def _is_session(pieces: dict[str, Any], name: Any) -> bool:
    return isinstance(name, str) and name in pieces and "sessions" not in pieces[name]


def _of(owner: Owner) -> dict[str, Any]:
    return {"series": owner, "draft": None} if isinstance(owner, models.Series) else {"series": None, "draft": owner}


def _content(programme: Programme, earlier: _Content | None) -> _Content:
    """``programme`` in pieces; sessions that are as ``earlier`` had them are not looked at twice."""
    known = earlier.sessions if earlier else {}
    content = _Content("", {})
    names = []
    for session in programme.series.sessions:
        bare = unmarked(session)
        was, name = known.get(session.key, (None, ""))
        if was != bare:
            name = _digest(bare)
        content.pieces[name] = bare
        content.sessions[session.key] = (bare, name)
        names.append(name)
    series = replace(programme.series, uid="", sessions=())
    content.digest = _digest((programme.group, series, names))
    content.pieces[content.digest] = {"group": programme.group, "series": series, "sessions": names}
    return content


def _digest(document: Any) -> str:
    # Of how it prints: a fortieth of the cost of its JSON, which only what is new needs.
    return hashlib.blake2b(repr(document).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _keep(owner: Owner, pieces: dict[str, Any]) -> None:
    rows = [Piece(digest=name, packed=_packed(piece), **_of(owner)) for name, piece in pieces.items()]
    Piece.objects.bulk_create(rows, ignore_conflicts=True)


def _packed(piece: Any) -> bytes:
    if isinstance(piece, dict):
        return _plain({**piece, "group": to_data(piece["group"]), "series": to_data(piece["series"])})
    return _plain(to_data(piece))


def _plain(data: Any) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _unpacked(packed: Any) -> Any:
    return json.loads(zlib.decompress(bytes(packed)))  # PostgreSQL gives a view of memory
