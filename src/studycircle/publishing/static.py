"""A finished site with no server and no database, for any static host; and the desk's own style and scripts."""

import datetime as dt
import mimetypes
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from studycircle.documents.programme import Programme
from studycircle.documents.schedule import summarise
from studycircle.publishing.files import shown_files
from studycircle.publishing.folder import BakeReport, write_folder
from studycircle.writers.programme.calendar import Feed
from studycircle.writers.programme.options import SiteOptions
from studycircle.writers.programme.site import SiteFile, group_calendar, group_files, series_files


def static_site(
    programme: Programme, *, now: dt.datetime, address: str = "", beside: Path | None = None
) -> Iterator[SiteFile]:
    """All files of the site of one programme, already cut for its audience.

    ``address``: the site's absolute address to be; ``beside``: where the files it names by path are looked for.
    """
    options = SiteOptions(now=now, address=address)
    yield from group_files(programme.group, (summarise(programme, now),), options)
    yield group_calendar(programme.group, [Feed(programme)], options)
    yield from series_files(programme, options)
    if beside is not None:
        yield from shown_files(programme, beside)


def bake_assets(folder: Path, records: Path) -> BakeReport:
    """Write the apps' own static files (``…/static/``) to ``folder``, for the shim or nginx to serve."""
    return write_folder(_assets(), folder, record="assets", records=records)


def _assets() -> Iterator[SiteFile]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[".*", "*.map", "*.woff2"]):
            source = Path(storage.path(path))
            state = source.stat()
            media = mimetypes.guess_type(path)[0] or "application/octet-stream"
            needs = f"{state.st_size}-{state.st_mtime_ns}"
            yield SiteFile(path.replace("\\", "/"), media, needs, partial(source.read_bytes))
