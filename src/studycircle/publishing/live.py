"""The same files made on the spot, for whoever is signed in and may see more than the public."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from studycircle.documents.programme import Audience
from studycircle.publishing.bake import calendar_of, group_seen_by, series_options, site_options
from studycircle.publishing.files import COURSE, TEXTS, shown_files
from studycircle.publishing.folder import is_path
from studycircle.publishing.media import media_of
from studycircle.publishing.said import said_on
from studycircle.store.load import load_programme
from studycircle.store.models import Group, Series
from studycircle.store.queries import summaries
from studycircle.writers.programme.links import GROUP_CALENDAR, NOW_FOLDER
from studycircle.writers.programme.site import SiteFile, group_files, series_files


def live_file(path: str, *, audience: Audience, now: dt.datetime, desk: str = "") -> SiteFile | None:
    """The file at ``path`` ("group/series/session/", "group/style.css") as ``audience`` may see it, not yet written.

    ``None`` where there is none. A path that ends in "/" is its ``index.html``. ``desk``: where it can be edited.
    """
    group_key, slash, rest = path.lstrip("/").partition("/")
    group = Group.objects.filter(key=group_key, archived=False).first()
    if group is None or not slash:
        return None
    if not rest or rest.endswith("/"):
        rest += "index.html"
    if (baked := _baked_file(group, rest, audience)) is not None:
        return baked
    return next((file for file in _files_of(group, rest, audience, now, desk) if file.path == rest), None)


def _baked_file(group: Group, path: str, audience: Audience) -> SiteFile | None:
    """A copy of a text or a course reader, which is never made on the spot: the members' one, or everybody's."""
    first, _, rest = path.partition("/")
    if not is_path(path) or not (first == TEXTS or rest.startswith(f"{COURSE}.")):
        return None
    places = [Path(settings.PUBLIC)]
    if audience.may_see(Audience.MEMBERS):
        places.insert(0, Path(settings.FOR_MEMBERS))
    for place in places:
        file = place / group.key / path
        if file.is_file():
            return SiteFile(path, media_of(path), "", file.read_bytes)
    return None


def _files_of(group: Group, path: str, audience: Audience, now: dt.datetime, desk: str) -> Iterable[SiteFile]:
    """The files among which ``path`` would be."""
    first, slash, _ = path.partition("/")
    if first == "files":
        for series in Series.objects.filter(group=group, archived=False):
            yield from shown_files(load_programme(series, audience=audience), settings.FILES / group.key)
    elif path == GROUP_CALENDAR:
        yield calendar_of(group, group_seen_by(group, audience), audience, now)
    elif not slash or first == NOW_FOLDER:
        yield from group_files(
            group_seen_by(group, audience), summaries(group), replace(site_options(group, now), desk=desk)
        )
    elif series_or_none := Series.objects.filter(group=group, key=first, archived=False).first():
        yield from series_files(
            load_programme(series_or_none, audience=audience),
            replace(series_options(series_or_none, now), desk=desk),
            said_on(series_or_none),
        )
