"""A series of another group, found and made a draft: in this house, at an address of the web, or in a file."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import IO
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree, html

from studycircle.documents.bundle import texts_of, with_texts
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Audience, Programme, Rights
from studycircle.documents.restart import abroad, luggage, restarted
from studycircle.errors import ReadError
from studycircle.fetch import LIMIT, fetch
from studycircle.moving.bringing import bring_texts
from studycircle.moving.unpacking import Export
from studycircle.publishing.bake import address_of
from studycircle.readers.table import read_programme, reader_for
from studycircle.store import actions, groups, models, queries
from studycircle.store.bundle import put_on_shelf, shelf_of
from studycircle.store.load import load_programme
from studycircle.store.models import Draft, Group, Person, Series

SECONDS = 10.0  # a person waits for it, and one of the server's two threads with them
FREE = (Rights.PUBLIC_DOMAIN, Rights.OPEN)


@dataclass(frozen=True, slots=True)
class Found:
    """A series as it stands there. ``base``: the address of its group's site, if known; ``texts``: those that can come
    along, by key; ``series`` or ``export``: where they are."""

    programme: Programme
    name: str
    base: str = ""
    texts: frozenset[str] = frozenset()
    series: Series | None = None
    export: Export | None = None


def in_house(series: Series, person: Person) -> Found:
    """A series of this installation, as ``person`` may see it: of groups they organise with every text, of others
    with those that are free."""
    is_own = queries.groups_organised_by(person).filter(pk=series.group_id).exists()
    programme = load_programme(series, audience=Audience.ORGANISERS if is_own else Audience.PUBLIC)
    rows = models.TextEdition.objects.filter(group=series.group, archived=False, key__in=texts_of(programme))
    texts = rows if is_own else rows.filter(rights__in=FREE)
    base = address_of(series.group) or f"/{series.group.key}/"
    name = f"{series.group.name or series.group.key}: {series.title or series.key}"
    return Found(programme, name, base, frozenset(texts.values_list("key", flat=True)), series)


def in_file(file: IO[bytes], name: str, which: str, *, today: dt.date) -> Found:
    """A series in a file: our JSON, our Markdown form, or an export; of an export of several, the one of the key
    ``which``. Raises ``ReadError``."""
    head = file.read(4)
    file.seek(0)
    if head == b"PK\x03\x04":
        export = Export(file, name)
        keys = export.group.series
        chosen = which or (keys[0] if len(keys) == 1 else "")
        if chosen not in keys:
            raise ReadError(name, f"it has these series: {', '.join(keys)}", "Say which.")
        programme = export.series(chosen).programme
        there = {edition.key for edition in export.group.shelf.editions}
        return Found(programme, name, texts=texts_of(programme) & there, export=export)
    return Found(_ours(file.read(LIMIT), name, "", today), name)


def at_address(address: str, person: Person, *, host: str, today: dt.date) -> Found:
    """A series at the address of its page, on any site made with Studycircle. Raises ``ReadError``."""
    address = address if "://" in address else f"https://{address}"
    if series := _in_this_house(address, host):
        return in_house(series, person)
    fetched = fetch(address, seconds=SECONDS)
    if "html" in fetched.media:
        fetched = fetch(_form_of(fetched.data, fetched.address), seconds=SECONDS)
    programme = _ours(fetched.data, fetched.address, fetched.media, today)
    return Found(programme, fetched.address, urljoin(fetched.address, "../"))


def _in_this_house(address: str, host: str) -> Series | None:
    """The series whose page is at that address of this very server, which cannot well ask itself."""
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
    except ValueError:
        return None
    steps = [step for step in parts.path.split("/") if step]
    group = Group.objects.filter(domain=name, archived=False).exclude(domain="").first()
    if group is None and name in (urlsplit(settings.ADDRESS).hostname, urlsplit(f"//{host}").hostname) and steps:
        group = Group.objects.filter(key=steps.pop(0), archived=False).first()
    return Series.objects.filter(group=group, key=steps[0], archived=False).first() if group and steps else None


def _form_of(page: bytes, address: str) -> str:
    """Where the programme of a page is that a program can read."""
    try:
        [link, *_more] = html.fromstring(page).xpath("//link[@rel='alternate'][@type='application/json']/@href")
    except (ValueError, etree.ParserError) as error:
        raise ReadError(address, "this is no page of a series on a site made with Studycircle", NOT_OURS) from error
    return urljoin(address, str(link))


NOT_OURS = "Any other page can be taken in: choose “Take in a page”."


def _ours(data: bytes, name: str, media: str, today: dt.date) -> Programme:
    """The programme in one of our own forms."""
    if reader_for(data, name=name, media=media) == "page":
        raise ReadError(name, "this is neither our JSON nor our Markdown form", NOT_OURS)
    programme, _problems = read_programme(data, name=name, media=media, today=today)
    if not programme.series.sessions:
        raise ReadError(name, "no session was found in it")
    return programme


@transaction.atomic
def take_over(found: Found, group: Group, *, by: Person, now: dt.datetime) -> Draft:
    """A draft for ``group`` of the series that was found, without dates and people, with its texts on the shelf of
    ``group``. The problems of the draft say what came and what did not."""
    keys: dict[str, str] = {}
    if found.series is not None:
        keys = put_on_shelf(group, shelf_of(found.series.group, found.texts, newest_only=True), by=by)
    elif found.export is not None:
        keys = bring_texts(found.export, found.texts, group, by=by)
    old = found.programme
    here = with_texts(abroad(old, frozenset(keys), found.base), keys)
    new = restarted(here, with_place=False, with_contacts=False, with_attachments=False)
    series = replace(new.series, language=old.series.language or old.group.language, zone="")
    if series.language == group.language:
        series = replace(series, language="")
    new = Programme(groups.document(group), series)
    return actions.start_draft(
        new, _said(old, new, keys), group=group, source="", name=found.name, media="", by=by, now=now
    )


def _said(old: Programme, new: Programme, keys: dict[str, str]) -> tuple[Problem, ...]:
    """What came, and what did not, in the language of who asked."""
    came, was = luggage(new), luggage(old)
    words = _(
        "Came along: sessions %(sessions)s, readings %(readings)s, notes %(notes)s, questions %(questions)s, "
        "texts on your shelf %(texts)s."
    )
    said = [Problem("came", words % {**_counts(came), "texts": len(keys)})]
    missing = len(texts_of(old)) - len(keys)
    if missing:
        text = ngettext(
            "One text did not come: it is not free, or only its link was given. Take it in from its link.",
            "%(number)s texts did not come: they are not free, or only their links were given. Take them in from their "
            "links.",
            missing,
        )
        said.append(Problem("texts-missing", text % {"number": missing}))
    left = _(
        "Did not come, since it is the other group’s: dates, places, contacts, who led, minutes, attachments, files, "
        "and links for its members."
    )
    said.append(Problem("left", left))
    if came.readings and was.pins > came.pins:
        said.append(Problem("pins", _("Quotations are looked for again in your texts once they are on the shelf.")))
    said.append(Problem("dates", _("No session has a date yet: fill them in under “Dates”.")))
    return tuple(said)


def _counts(all_of: object) -> dict[str, int]:
    return {name: getattr(all_of, name) for name in ("sessions", "readings", "notes", "questions")}
