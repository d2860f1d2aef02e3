"""Baking the course reader: a whole series in one EPUB and one PDF, for the public and, where they may read more,
for members."""

import datetime as dt
import logging
import re
from functools import partial
from pathlib import Path

from django.conf import settings

from studycircle.documents.programme import Audience, Copy, Programme, Rights
from studycircle.errors import WriteError
from studycircle.publishing.bake import records_of, site_options
from studycircle.publishing.files import COURSE
from studycircle.publishing.folder import is_whole, locked, write_folder
from studycircle.store.load import load_programme
from studycircle.store.models import CourseBook, Series, TextEdition
from studycircle.store.shelf import current_text, newest
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.links import series_address
from studycircle.writers.programme.site import LETTER_COUNTRIES, PDF, SiteFile
from studycircle.writers.text.course import write_course_epub, write_course_pdf

log = logging.getLogger(__name__)
EPUB = "application/epub+zip"


def bake_course(series: Series, *, now: dt.datetime) -> bool:
    """Make the course readers of ``series`` that are not as they should be; whether its page shows others now."""
    for_all = _bake(series, Audience.PUBLIC, now)
    for_members = _bake(series, Audience.MEMBERS, now)
    return for_all or for_members


def _bake(series: Series, audience: Audience, now: dt.datetime) -> bool:
    """Make the one for ``audience``, unless it was made of the same and is still there; whether its copies changed."""
    group = series.group
    for_members = audience is Audience.MEMBERS
    folder = Path(settings.FOR_MEMBERS if for_members else settings.PUBLIC) / group.key
    records = records_of(group) / "for-members" if for_members else records_of(group)
    record = f"course-{series.key}"
    with locked(records / f"{record}.baking"):
        series.refresh_from_db()
        programme = load_programme(series, audience=audience)
        editions = _editions(series, programme, audience) if not (series.archived or group.archived) else []
        address = series_address(site_options(group, now).address, series.key)
        needs = _needs(programme, editions, address)
        book, _ = CourseBook.objects.get_or_create(series=series, audience=audience)
        if book.needs == needs and is_whole(folder, records, record):
            return False
        files, whole = _files(programme, editions, needs, now, address) if editions else ([], True)
        write_folder(files, folder, record=record, records=records)
        before: tuple[Copy, ...] = book.copies
        book.copies = tuple(
            Copy(_format(file), file.path, (folder / file.path).stat().st_size, _volume(file)) for file in files
        )
        book.needs = needs if whole else ""
        book.save()
        changed: bool = before != book.copies
    return changed


def _editions(series: Series, programme: Programme, audience: Audience) -> list[TextEdition]:
    """The texts that stand in the book. Without any there is no book; the members' is made only where the public's
    lacks one."""
    keys = [text.key for text in programme.shelf if text.rights is not Rights.LINK and audience.may_see(text.audience)]
    editions = list(TextEdition.objects.filter(group=series.group_id, key__in=keys, archived=False).order_by("key"))
    if audience is Audience.MEMBERS and not any(one.rights == Rights.MEMBERS for one in editions):
        return []
    return editions


def _needs(programme: Programme, editions: list[TextEdition], address: str) -> str:
    """What the book is made of. The clock is no part of it: it says the day it was made, and is not made again for
    that."""
    made_of = tuple((one.key, newest(one).text, one.title, one.author, one.licence) for one in editions)
    return fingerprint(programme.group, programme.series, address, made_of)


def _files(
    programme: Programme, editions: list[TextEdition], needs: str, now: dt.datetime, address: str
) -> tuple[list[SiteFile], bool]:
    """The EPUB, and the PDF in as many volumes as it takes; and whether that is all. What cannot be made is left out,
    and tried again at the next bake."""
    key = programme.series.key
    texts = {one.key: current_text(one) for one in editions}
    files: list[SiteFile] = []
    try:
        epub = write_course_epub(programme, texts, now=now, address=address)
        files.append(SiteFile(f"{key}/{COURSE}.epub", EPUB, needs, lambda: epub))
        paper = "letter" if programme.group.country in LETTER_COUNTRIES else "a4"
        volumes = write_course_pdf(programme, texts, now=now, address=address, paper=paper)
    except WriteError as error:
        log.error("the course reader of %s/%s could not be made: %s", programme.group.key, key, error.what)
        return files, False
    for number, volume in enumerate(volumes, 1):
        name = f"{COURSE}.pdf" if len(volumes) == 1 else f"{COURSE}.{number}.pdf"
        files.append(SiteFile(f"{key}/{name}", PDF, needs, partial(bytes, volume)))
    return files, True


def _format(file: SiteFile) -> str:
    return "epub" if file.media == EPUB else "pdf"


def _volume(file: SiteFile) -> int:
    found = re.search(r"\.(\d+)\.pdf$", file.path)
    return int(found[1]) if found else 0
