"""When to bake: after each change, when the clock turns, and everything once at each start."""

import logging
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from studycircle.publishing import bake
from studycircle.store import clock
from studycircle.store.jobs import LONG
from studycircle.store.models import Group, Series, TextEdition
from studycircle.store.queries import read_in, readers_of
from studycircle.store.signals import group_changed, series_changed, text_changed
from studycircle.store.tasks import task

log = logging.getLogger(__name__)


@task()
def bake_series(pk: int) -> None:
    """Bake one series, then the group's page if it shows something new of it; and again when the clock turns."""
    series = Series.objects.select_related("group").filter(pk=pk).first()
    if series is None:
        return
    baked = bake.bake_series(series, now=clock.now())
    log.info("baked %s/%s: %d files written", series.group.key, series.key, len(baked.report.written))
    if baked.group_is_stale:
        bake_group.enqueue(series.group_id)
    if baked.turns_at:
        bake_series.using(run_after=baked.turns_at).enqueue(pk)


@task()
def bake_group(pk: int) -> None:
    """Bake the files of a group that belong to no series."""
    group = Group.objects.filter(pk=pk).first()
    if group is not None:
        bake.bake_group(group, now=clock.now())


@task()
def bake_text(pk: int) -> None:
    """Make the copies of one text; the series that read it then show them."""
    from studycircle.publishing import texts

    edition = TextEdition.objects.select_related("group").filter(pk=pk).first()
    if edition is None:
        return

    def tell(done: int, all_of: int) -> None:
        TextEdition.objects.filter(pk=pk).update(made=done, to_make=all_of)

    if texts.bake_text(edition, progress=tell):
        for series in readers_of(edition):
            bake_series.enqueue(series)
            bake_course.using(priority=LONG - 1).enqueue(series)


@task()
def bake_course(pk: int) -> None:
    """Make the whole of a series as one book; then its page shows it."""
    from studycircle.publishing import course

    series = Series.objects.select_related("group").filter(pk=pk).first()
    if series is not None and course.bake_course(series, now=clock.now()):
        bake_series.enqueue(pk)


@task()
def pin_series(pk: int) -> None:
    """Find what the questions of a series quote in the texts it reads; what is found makes it change."""
    from studycircle.publishing import pins

    series = Series.objects.select_related("group").filter(pk=pk).first()
    if series is not None:
        pins.pin_series(series, now=clock.now())


@task()
def bake_everything() -> None:
    """Look at every file of every site once: a new version may write it otherwise, or a power cut have spoilt it."""
    bake.write_domains()
    for pk in Group.objects.values_list("pk", flat=True):
        bake_group.enqueue(pk)
    for pk in Series.objects.values_list("pk", flat=True):
        bake_series.enqueue(pk)
        pin_series.using(priority=LONG).enqueue(pk)
        bake_course.using(priority=LONG - 1).enqueue(pk)
    for pk in TextEdition.objects.values_list("pk", flat=True):
        bake_text.using(priority=LONG).enqueue(pk)


@receiver(series_changed)
def on_series_changed(series: Series, **_: Any) -> None:
    """Its pages first; then what its questions quote, and the texts it reads, of which it may set other parts now; then
    its course book."""
    bake_series.enqueue(series.pk)
    pin_series.using(priority=LONG).enqueue(series.pk)
    for pk in read_in(series):
        bake_text.using(priority=LONG).enqueue(pk)
    bake_course.using(priority=LONG - 1).enqueue(series.pk)


@receiver(text_changed)
def on_text_changed(edition: TextEdition, **_: Any) -> None:
    """Its copies; and the series that read it, whose pages must not offer at once what nobody may have any more."""
    readers = readers_of(edition)
    for pk in readers:
        pin_series.using(priority=LONG).enqueue(pk)
    bake_text.using(priority=LONG).enqueue(edition.pk)
    for pk in readers:
        bake_series.enqueue(pk)
        bake_course.using(priority=LONG - 1).enqueue(pk)


@receiver(group_changed)
def on_group_changed(group: Group, **_: Any) -> None:
    """Every page bears the group's name and colour; and it may stand at another host from now on."""
    transaction.on_commit(bake.write_domains)
    bake_group.enqueue(group.pk)
    for pk in Series.objects.filter(group=group).values_list("pk", flat=True):
        bake_series.enqueue(pk)
