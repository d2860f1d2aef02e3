"""Baking: the public site of a group, from its rows to its folder. What did not change is not touched."""

import datetime as dt
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from studycircle.documents.audience import seen_by
from studycircle.documents.programme import Audience, Programme
from studycircle.documents.programme import Group as GroupDocument
from studycircle.documents.schedule import summarise, turns_at
from studycircle.errors import WriteError
from studycircle.publishing.files import shown_files
from studycircle.publishing.folder import BakeReport, locked, write_folder
from studycircle.publishing.said import said_on
from studycircle.store import queries
from studycircle.store.load import load_programme, read_row
from studycircle.store.models import Group, Series
from studycircle.writers.programme.calendar import Feed
from studycircle.writers.programme.links import GROUP_CALENDAR
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import SiteFile, group_calendar, group_files, series_calendar, series_files

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Baked:
    """What baking a series came to."""

    report: BakeReport
    group_is_stale: bool  # the line the group's page has of it reads otherwise now, or its calendar does
    turns_at: dt.datetime | None  # when the clock will make these files stale; None: never


def site_options(group: Group, now: dt.datetime) -> SiteOptions:
    """Where the site of the group stands in the world, and the time."""
    join, privacy = f"/join/{group.key}/", f"/privacy/{group.key}/"
    root = "/" if group.domain else f"/{group.key}/"
    return SiteOptions(now=now, address=address_of(group), root=root, join=join, privacy=privacy)


def series_options(series: Series, now: dt.datetime) -> SiteOptions:
    """The same, with what calendars must know of the series beyond its programme."""
    return replace(site_options(series.group, now), gone=queries.gone_sessions(series, now=now))


def calendar_of(group: Group, document: GroupDocument, audience: Audience, now: dt.datetime) -> SiteFile:
    """The calendar of all series of ``group``."""
    feeds = [Feed(programme, gone) for _, programme, gone in queries.calendars_of(group, audience, now=now)]
    return group_calendar(document, feeds, site_options(group, now))


def address_of(group: Group) -> str:
    """The absolute address of the group's site: its own host, or a folder of the installation's; "" if not known."""
    if group.domain:
        return f"{'https' if settings.HTTPS else 'http'}://{group.domain}/"
    return f"{settings.ADDRESS}/{group.key}/" if settings.ADDRESS else ""


def write_domains() -> None:
    """The table of the groups that stand at a host of their own (``project/domains.py``), if it reads otherwise now."""
    path = Path(settings.DATA) / "domains.json"
    with locked(Path(settings.DATA) / "records" / "domains.lock"):
        rows = Group.objects.filter(archived=False).exclude(domain="").order_by("domain")
        table = json.dumps(dict(rows.values_list("domain", "key")), indent=1)
        if not path.exists() or path.read_text("utf-8") != table:
            partial = path.with_suffix(".partial")
            partial.write_text(table, "utf-8")
            partial.replace(path)


def bake_series(series: Series, *, now: dt.datetime) -> Baked:
    """Write the files of a series that are not as they should be.

    If it was taken off, remove them; its calendar says for a while that what it had still to come is off.
    """
    group = series.group
    # The lock is taken before the rows are read: of two bakes at once the later writes the later state.
    with locked(records_of(group) / f"series-{series.key}.baking"):
        series.refresh_from_db()
        programme = None
        files: list[SiteFile] = []
        if not (series.archived or group.archived):
            programme = load_programme(series, audience=Audience.PUBLIC)
            files = [
                *series_files(programme, series_options(series, now), said_on(series)),
                *shown_files(programme, settings.FILES / group.key),
            ]
        elif not group.archived and (options := series_options(series, now)).gone:
            files = [series_calendar(queries.calendar_of(series, Audience.PUBLIC, now=now)[0], options)]
        report = _written(group, files, f"series-{series.key}")
        shown = summarise(programme, now) if programme else None
        is_stale = shown != series.shown or f"{series.key}/{GROUP_CALENDAR}" in report.written
        if shown != series.shown:
            Series.objects.filter(pk=series.pk).update(shown=shown)
    return Baked(report, is_stale, turns_at(programme, now) if programme else None)


def bake_group(group: Group, *, now: dt.datetime) -> BakeReport:
    """Write the files of a group that belong to no series: its page, the style, what is shown for a wrong address."""
    with locked(records_of(group) / "group.baking"):
        group.refresh_from_db()
        files: tuple[SiteFile, ...] = ()
        if not group.archived:
            document = group_seen_by(group, Audience.PUBLIC)
            files = (
                *group_files(document, queries.summaries(group), site_options(group, now)),
                calendar_of(group, document, Audience.PUBLIC, now),
            )
        return _written(group, files, "group")


def bake_site(group: Group, *, now: dt.datetime) -> tuple[BakeReport, ...]:
    """The whole site of a group, every series first."""
    rows = Series.objects.filter(group=group).select_related("group")
    return (*(bake_series(series, now=now).report for series in rows), bake_group(group, now=now))


def group_seen_by(group: Group, audience: Audience) -> GroupDocument:
    """The group without what any of its series hides from ``audience``: a number can stand in its introduction too."""
    document: GroupDocument = read_row(GroupDocument, group)
    if not document.summary and not any(sign.isdecimal() or sign == "@" for sign in document.name):
        return document
    for series in Series.objects.filter(group=group, archived=False):
        whole = load_programme(series, audience=Audience.ORGANISERS)
        document = seen_by(Programme(document, whole.series), audience).group
    return document


def _written(group: Group, files: Iterable[SiteFile], record: str) -> BakeReport:
    """A file that cannot be made, such as a leaflet in a script no font has, must not keep the pages back."""

    def say(path: str, error: WriteError) -> None:
        log.error("%s/%s could not be made: %s", group.key, path, error.what)

    folder = Path(settings.PUBLIC) / group.key
    return write_folder(files, folder, record=record, records=records_of(group), on_failure=say)


def records_of(group: Group) -> Path:
    """Records are kept out of the public folder: they are nobody else's business."""
    return Path(settings.DATA) / "records" / group.key
