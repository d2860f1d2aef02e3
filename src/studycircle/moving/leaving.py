"""A group taken away from this installation, with all its pages, texts and files; its export is kept a while.

Nothing else here deletes rows: what goes from a programme is archived. But who leaves takes everything along, and
whatever was said of people goes with it.
"""

import datetime as dt
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from studycircle.moving.packing import export
from studycircle.publishing.bake import bake_site, records_of, write_domains
from studycircle.publishing.course import bake_course
from studycircle.publishing.texts import bake_text
from studycircle.store import clock, files, models
from studycircle.store.models import Group, PrintLook, Series, TextEdition, TextVersion
from studycircle.store.tasks import task

KEPT = dt.timedelta(days=30)  # the export of a group that was deleted
A_MOMENT = dt.timedelta(minutes=10)  # longer than it takes
JUST_NOW = 60  # seconds; a file asked for since may be about to be named again


def folder() -> Path:
    """Where the exports of deleted groups lie."""
    return Path(settings.DATA) / "deleted"


def delete_group(group: Group, *, now: dt.datetime) -> Path:
    """Take ``group`` away for good; its export, which is kept for ``KEPT``."""
    kept = folder() / f"{group.key}-{now:%Y-%m-%d-%H%M%S}.zip"
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what only members may see is in it
    with export(group, now=now) as source, kept.open("wb") as target:
        shutil.copyfileobj(source, target)
    with transaction.atomic():
        Group.objects.filter(pk=group.pk).update(archived=True)
        finish.using(run_after=now + A_MOMENT).enqueue(group.pk)
        forget.using(run_after=now + KEPT).enqueue(kept.name)
    _take_away(group, now)
    return kept


@task()
def finish(pk: int) -> None:
    """Take a group away whose deletion was begun, and broken off by a power cut."""
    group = Group.objects.filter(pk=pk, archived=True).first()
    if group is not None:
        _take_away(group, clock.now())


def _take_away(group: Group, now: dt.datetime) -> None:
    """Its pages first, of which whoever bakes meanwhile finds that they are to go; then its rows, then its files."""
    group.refresh_from_db()
    bake_site(group, now=now)
    for series in Series.objects.filter(group=group):
        bake_course(series, now=now)
    for edition in TextEdition.objects.filter(group=group).select_related("group"):
        bake_text(edition)
    names = _delete_rows(group)
    write_domains()
    for place in (settings.PUBLIC, settings.FOR_MEMBERS, settings.FILES):
        shutil.rmtree(Path(place) / group.key, ignore_errors=True)
    shutil.rmtree(records_of(group), ignore_errors=True)
    _throw_away(names)


@task()
def forget(name: str) -> None:
    """Throw away the export of a group that was deleted long ago."""
    (folder() / Path(name).name).unlink(missing_ok=True)


@transaction.atomic
def _delete_rows(group: Group) -> set[str]:
    """Delete all that hangs on the group, the innermost first; the names of the files it had in the store."""
    versions = TextVersion.objects.filter(edition__group=group)
    looks = PrintLook.objects.filter(series__group=group)
    columns = versions.values_list("source"), versions.values_list("text"), looks.values_list("picture")
    names = {name for column in columns for (name,) in column if name}
    for rows in _inside_out(group):
        rows.delete()
    return names


def _inside_out(group: Group) -> Iterator[QuerySet[Any]]:
    in_session, in_series = {"session__series__group": group}, {"series__group": group}
    yield models.Edition.objects.filter(reading__session__series__group=group)
    yield models.Reading.objects.filter(**in_session)
    yield models.Question.objects.filter(**in_session)
    yield models.Note.objects.filter(**in_series)
    yield models.Attachment.objects.filter(**in_series)
    yield models.Contact.objects.filter(**in_series)
    yield models.Session.objects.filter(**in_series)
    yield Series.objects.filter(group=group)
    yield TextEdition.objects.filter(group=group)
    yield models.Work.objects.filter(group=group)
    yield Group.objects.filter(pk=group.pk)


def _throw_away(names: Iterable[str]) -> None:
    """Delete the files of those names, unless another group has the same."""
    for name in names:
        is_named = TextVersion.objects.filter(source=name) | TextVersion.objects.filter(text=name)
        path = files.path_of(name)
        if is_named.exists() or PrintLook.objects.filter(picture=name).exists() or not path.exists():
            continue
        if time.time() - path.stat().st_mtime > JUST_NOW:
            path.unlink()
