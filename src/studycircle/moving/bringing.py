"""An export brought back: a group founded anew, or series put into a group that is there; all of it or nothing.

Addresses, uids, revision marks, keys and paragraph numbers stay what they were, as far as nobody else has them here.
Where something had to become otherwise, ``Brought.remarks`` says so.
"""

import contextlib
import datetime as dt
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name
from django.db import DatabaseError, transaction

from studycircle.discussion.carrying import put_said
from studycircle.documents import programme as documents
from studycircle.documents.bundle import KeptSeries, KeptShelf, with_files, with_texts
from studycircle.documents.keys import is_key
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.values import faults
from studycircle.errors import ReadError, WriteError
from studycircle.moving.layout import Piece
from studycircle.moving.unpacking import LANGUAGE, Export
from studycircle.readers.text.pictures import make_image
from studycircle.store import actions, files, history, models
from studycircle.store.bundle import carry_on, put_on_shelf, put_series
from studycircle.store.history import Act
from studycircle.store.load import column_names, load_programme
from studycircle.store.models import Group, Person, TextEdition, Version
from studycircle.store.save import save_programme
from studycircle.store.signals import group_changed, series_changed


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an export. ``remarks``: what is otherwise than it was."""

    group: Group
    series: tuple[models.Series, ...]
    texts: int
    remarks: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Staged:
    """Files of an export on this disk, but not in their places yet. ``shelf`` names them as the store will."""

    shelf: KeptShelf
    kept: dict[str, Path]  # by content
    given_out: dict[str, Path]  # by path in the group's folder
    pictures: dict[str, str]  # the name in the store by the path in the export


def bring(
    export: Export,
    *,
    now: dt.datetime,
    by: Person | None = None,
    key: str = "",
    into: Group | None = None,
) -> Brought:
    """Make of ``export`` a new group, organised by ``by``, under its own key or ``key``; or put its series into the
    group ``into``.

    A group that has no series and no texts yet takes over what the file says of the group itself. Raises
    ``ReadError`` where the file is not in order, ``WriteError`` where something of it is here already; then nothing
    was saved.
    """
    pieces = [export.series(one) for one in export.group.series]
    document = replace(export.group.group, key=into.key if into else key or export.group.group.key)
    _check(export, document, pieces)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="moving-") as folder:
        staged = _stage(export, pieces, Path(folder))
        try:
            with transaction.atomic():
                return _save(export, document, pieces, staged, now=now, by=by, into=into)
        except (DatabaseError, OverflowError, ValueError) as error:  # two things with one number, a date of year 0
            raise ReadError(export.name, "something in it cannot be kept", "Nothing was saved.") from error


def bring_texts(export: Export, keys: Collection[str], group: Group, *, by: Person | None) -> dict[str, str]:
    """Put the texts of ``keys``, as they are now, on the shelf of ``group``; the keys they have there, by those they
    had. Raises as ``bring`` does, and then nothing was saved."""
    shelf = export.group.shelf
    editions = tuple(replace(one, versions=one.versions[-1:]) for one in shelf.editions if one.key in keys)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="moving-") as folder:
        export.group = replace(export.group, shelf=replace(shelf, editions=editions))
        _check(export, export.group.group, [])
        staged = replace(_stage(export, [], Path(folder)), given_out={})
        with transaction.atomic():
            names = put_on_shelf(group, staged.shelf, by=by)
            _move(staged, group)
    return names


def _check(export: Export, document: documents.Group, pieces: list[Piece]) -> None:
    if not is_key(document.key):
        raise ReadError(export.name, f"“{document.key}” cannot be the address of a group")
    shelf = export.group.shelf
    for edition in shelf.editions:
        if not edition.versions or not LANGUAGE.fullmatch(edition.language):
            raise ReadError(export.name, f"the text “{edition.key}” is not understood")
    gone = tuple(session for piece in pieces for session in piece.more.gone)
    for fault in faults(Programme(document, documents.Series("x", sessions=gone))):
        if "stands twice" not in fault:  # several series may have had one of that key
            raise ReadError(export.name, fault)
    keys = [one.key for one in shelf.editions] + [one.key for one in shelf.works] + [one.key for one in gone]
    for key in keys:
        if not is_key(key):
            raise ReadError(export.name, f"“{key}” cannot be a key")
    works = {work.key for work in shelf.works}
    if not all(edition.work in works for edition in shelf.editions):
        raise ReadError(export.name, "a text in it belongs to no work")


# Files.


def _stage(export: Export, pieces: Sequence[Piece], folder: Path) -> _Staged:
    """Read every file that will be needed, see that it is in order, and lay it ready."""
    kept: dict[str, Path] = {}
    names: dict[str, str] = {}

    def lay(path: str, data: bytes) -> None:
        names[path] = files.name_of(data)
        kept[names[path]] = folder / names[path]
        kept[names[path]].write_bytes(data)

    shelf = export.group.shelf
    for version in (version for edition in shelf.editions for version in edition.versions):
        if version.text not in names:
            lay(version.text, files.packed(export.text(version.text)))
        if version.source not in names:
            lay(version.source, export.read(version.source))
    pictures = {}
    for look in (piece.more.look for piece in pieces):
        if look and look.picture:
            data = export.read(look.picture)
            if make_image("picture", data) is None:
                raise ReadError(export.name, f"{look.picture} is no picture")
            lay(look.picture, data)
            pictures[look.picture] = names[look.picture]
    given_out = {}
    for number, entry in enumerate(export.files()):
        place = folder / f"file-{number}"
        place.write_bytes(export.read(entry.path))
        given_out[entry.path.partition("/")[2]] = place
    return _Staged(with_files(shelf, names), kept, given_out, pictures)


def _move(staged: _Staged, group: Group) -> None:
    """Put the files where they belong, all or none. Raises ``WriteError`` where the group gives out another file of
    that name, or the disk says no."""
    home = Path(settings.FILES) / group.key
    places = [(file, files.path_of(name)) for name, file in staged.kept.items()]
    given_out = [(file, home / path) for path, file in staged.given_out.items()]
    new: list[Path] = []
    try:
        for file, target in (*given_out, *places):
            if not target.exists():
                new.append(target)
                files.adopt(file, target)
            elif (file, target) in given_out and target.read_bytes() != file.read_bytes():
                raise FileExistsError(0, f"the group has another file called {target.name}")
    except OSError as error:
        for target in new:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
        raise WriteError("The files could not be put in their places", f"{error.strerror}.") from error
    for _, target in places:
        target.touch()  # see ``files.keep``


# Rows; inside one transaction.


def _save(
    export: Export,
    document: documents.Group,
    pieces: Sequence[Piece],
    staged: _Staged,
    *,
    now: dt.datetime,
    by: Person | None,
    into: Group | None,
) -> Brought:
    remarks: list[Problem] = []
    becomes = export.manifest.whole
    if into is None:
        group = actions.found_group(document, by=by)
    else:
        group = Group.objects.select_for_update().get(pk=into.pk)
        becomes = becomes and not _has_anything(group)
        if becomes:
            _become(group, document)
        elif export.manifest.whole:
            remarks.append(Problem("group-stayed", "What the group says of itself stayed as it is here."))
    if becomes and export.group.domain and not _take_domain(group, export.group.domain):
        domain = export.group.domain
        words = f"The group stood at {domain}; say so in its settings if it shall again."
        remarks.append(Problem("domain-taken", words))
    keys = put_on_shelf(group, staged.shelf, by=by)
    renamed = {old: new for old, new in keys.items() if old != new}
    for old, new in renamed.items():
        remarks.append(Problem("text-renamed", f"The text “{old}” is called “{new}” here: the other name was taken."))
    series = tuple(_put(group, piece, staged, renamed, remarks, by, now) for piece in pieces)
    if any(piece.more.polls for piece in pieces):
        words = "Links by which people answer polls do not work any more; send new ones."
        remarks.append(Problem("poll-links", words))
    if any(one.words for piece in pieces for one in piece.said.comments):
        remarks.append(Problem("comments", "Comments came along; who wrote them cannot change or withdraw them here."))
    if export.strangers:
        strangers = export.strangers
        remarks.append(Problem("strangers", f"Files in it that are not ours were passed over: {strangers}."))
    for row in series:
        series_changed.send(models.Series, series=row)
    group_changed.send(Group, group=group)
    _move(staged, group)
    return Brought(group, series, len(keys), tuple(remarks))


def _put(
    group: Group,
    piece: Piece,
    staged: _Staged,
    renamed: Mapping[str, str],
    remarks: list[Problem],
    by: Person | None,
    now: dt.datetime,
) -> models.Series:
    programme = with_texts(piece.programme, renamed, others_stay=True)
    series = programme.series
    there = models.Series.objects.select_for_update().filter(group=group, key=series.key).first()
    if there is not None and (not there.archived or there.uid != series.uid):
        raise WriteError(f"The group has a series at “{series.key}” already", "Nothing was brought.")
    act = Act(by, Version.Act.IMPORTED)
    if there is not None:  # it was taken off the site: calendars that knew it are told what is new
        actions.put_back(there, now=now)
        before = load_programme(there, audience=Audience.ORGANISERS)
        row = actions.save_over(before, programme, now, group, there, act).series
        carry_on(row, programme)
        return row
    if models.Series.objects.filter(uid=series.uid).exists():
        title = series.title
        words = f"“{title}” is here already in another group; for calendars this one is a new series."
        remarks.append(Problem("uid-taken", words))
    row = save_programme(programme, group=group).series
    put_series(row, _with_picture(piece.more, staged.pictures))
    put_said(row, piece.said)
    history.put_pieces(row, piece.history)
    if not piece.more.versions:
        history.record(row, None, load_programme(row, audience=Audience.ORGANISERS), (), act, now)
    return row


def _with_picture(more: KeptSeries, names: Mapping[str, str]) -> KeptSeries:
    if more.look is None or not more.look.picture:
        return more
    return replace(more, look=replace(more.look, picture=names[more.look.picture]))


def _has_anything(group: Group) -> bool:
    has_series = models.Series.objects.filter(group=group, archived=False).exists()
    return has_series or TextEdition.objects.filter(group=group).exists()


def _become(group: Group, document: documents.Group) -> None:
    for name in column_names(documents.Group, Group):
        setattr(group, name, getattr(document, name))
    group.save()


def _take_domain(group: Group, domain: str) -> bool:
    """Let the group stand at that host, if it may."""
    if group.domain == domain:
        return True
    try:
        validate_domain_name(domain)
    except ValidationError:
        return False
    if group.domain or domain in settings.ALLOWED_HOSTS or Group.objects.filter(domain=domain).exists():
        return False
    group.domain = domain
    group.save(update_fields=["domain"])
    return True
