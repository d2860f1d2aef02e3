"""A reading mailed to a member's reading device: the EPUB that is there already, as one attachment."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from studycircle.documents.programme import Audience, Copy, Programme
from studycircle.documents.programme import Session as SessionDocument
from studycircle.documents.schedule import next_session
from studycircle.errors import WriteError
from studycircle.members import envelope, letters, notices
from studycircle.members.letters import Composed, Desk
from studycircle.members.models import Member, Notice
from studycircle.store.load import load_programme
from studycircle.store.mail import FIRST
from studycircle.store.models import Group, Reading, Series
from studycircle.writers.mail import others

MOST = 25 * 2**20  # bytes of a mail that servers take; its attachment is a third larger on the way
EPUB = "application/epub+zip"
USEFUL_FOR = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Book:
    """A reading there is a book of. ``too_large``: no mail can carry it."""

    reading: int  # the number of its row
    title: str
    path: Path
    size: int

    @property
    def too_large(self) -> bool:
        """Whether it must be taken from the site by other means."""
        return self.size * 4 // 3 > MOST


def books_of_the_week(group: Group, now: dt.datetime) -> list[Book]:
    """The books to read for the next session of each series of ``group``."""
    found: list[Book] = []
    for series in Series.objects.filter(group=group, archived=False):
        programme = load_programme(series, audience=Audience.MEMBERS)
        coming = next_session(programme, now)
        if coming is None:
            continue
        rows = Reading.objects.filter(session__series=series, session__key=coming.key, archived=False)
        for number, key in rows.order_by("position", "pk").values_list("pk", "key"):
            if book := _book(group, programme, coming, key, number):
                found.append(book)
    return found


def send_reading(member: Member, reading: Reading, now: dt.datetime) -> Notice | None:
    """Mail the book of ``reading`` to the member's device; ``None`` where it is on its way already today.

    Raises ``WriteError`` where they gave no device, there is no book of it, or it is too large for a mail.
    """
    if not member.kindle:
        raise WriteError(_("No address of a device was given"), _("Give the one that ends in @kindle.com, and save."))
    book = _book_of(member, reading)
    if book is None:
        raise WriteError(_("There is no book of this reading"))
    if book.too_large:
        large = _("This book is too large for a mail: %(size)d MB, and a mail carries 18 MB")
        size = {"size": -(-book.size // 2**20)}
        raise WriteError(large % size, _("Download it from the session’s page, and copy it to the device."))
    return notices.queue(
        member,
        Notice.Kind.KINDLE,
        f"reading:{reading.pk}/{now.date()}",
        now=now,
        data={"reading": reading.pk},
        priority=FIRST,
        useful_until=now + USEFUL_FOR,
    )


def sender() -> str:
    """The address a member must allow at their account, so that their device takes our mail."""
    return envelope.sender()


def _book_of(member: Member, reading: Reading) -> Book | None:
    session = reading.session
    series = session.series
    if series.group_id != member.group_id or reading.archived or session.archived or series.archived:
        return None
    programme = load_programme(series, audience=Audience.MEMBERS)
    document = next((one for one in programme.series.sessions if one.key == session.key), None)
    return _book(member.group, programme, document, reading.key, reading.pk) if document else None


def _book(group: Group, programme: Programme, session: SessionDocument, key: str, number: int) -> Book | None:
    """The EPUB of a reading: of the text on the shelf, in the part that is set; else a file of the group's own."""
    reading = next((one for one in session.readings if one.key == key), None)
    if reading is None:
        return None
    text = next((one for one in programme.shelf if reading.text and one.key == reading.text), None)
    extract = text.extract(reading.part) if text else None
    copies: tuple[Copy, ...] = tuple(one for one in extract.copies if one.format == "epub") if extract else ()
    places = [Path(root) / group.key / copy.path for copy in copies for root in (settings.FOR_MEMBERS, settings.PUBLIC)]
    places += [Path(settings.FILES) / group.key / one.file for one in reading.editions if one.file.endswith(".epub")]
    for path in places:
        if ".." not in path.parts and path.is_file():
            return Book(number, reading.title, path, path.stat().st_size)
    return None


def _letter(notice: Notice, desk: Desk, now: dt.datetime) -> Composed | None:
    member = notice.member
    rows = Reading.objects.select_related("session__series__group").filter(pk=notice.data.get("reading"))
    reading = rows.first()
    book = _book_of(member, reading) if reading and member.kindle else None
    if book is None or book.too_large:
        return None
    name = member.group.name or member.group.key
    attached = (envelope.Attached(f"{book.path.stem}.epub", EPUB, book.path.read_bytes()),)
    made = desk.sheet(
        notice,
        (book.reading, book.path.stat().st_mtime_ns),
        lambda words: others.for_device(book.title, name, words),
        is_list=False,
        attached=attached,
    )
    return Composed(made, to=member.kindle)


letters.COMPOSERS[Notice.Kind.KINDLE] = _letter
