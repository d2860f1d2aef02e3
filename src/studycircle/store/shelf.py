"""What people do with the shelf of a group; each in one transaction, with what follows from it enqueued in the same.

A text that is taken in again keeps the keys and numbers of its paragraphs, so that notes, questions and people who
say "paragraph 47" go on meaning the same words (``documents/retake.py``).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from studycircle.documents import programme as documents
from studycircle.documents.keys import new_key
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Programme, Rights
from studycircle.documents.retake import Retaken, retake
from studycircle.documents.text import Text
from studycircle.store.actions import change_programme
from studycircle.store.files import keep, keep_text, kept_text
from studycircle.store.history import Act
from studycircle.store.models import Group, Person, Reading, TextEdition, TextVersion, Work
from studycircle.store.signals import text_changed

ABOUT = ("title", "author", "translator", "year", "language")  # what an edition says of itself, as its Text does


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought: the bytes a text was read from, what they are called, and the address they came from."""

    data: bytes
    name: str
    media: str = ""
    address: str = ""


@transaction.atomic
def shelve(
    group: Group,
    text: Text,
    problems: Sequence[Problem],
    brought: Brought,
    *,
    by: Person | None,
    now: dt.datetime,
    rights: Rights = Rights.MEMBERS,
    work: Work | None = None,
    key: str = "",
) -> TextEdition:
    """Put a text on the shelf of ``group``: as another edition of ``work``, or as a new work.

    It is for members only until an organiser says otherwise. ``key``: the key it would like to have.
    """
    if work is None:
        taken = set(Work.objects.filter(group=group).values_list("key", flat=True))
        made = new_key(text.title, taken, "work")
        work = Work.objects.create(group=group, key=made, title=text.title, author=text.author)
    taken = {"new"} | set(TextEdition.objects.filter(group=group).values_list("key", flat=True))  # a page of the desk
    about = {name: getattr(text, name) for name in ABOUT}
    about["language"] = text.language or group.language
    edition = TextEdition(group=group, work=work, rights=rights, licence=text.rights, link=brought.address, **about)
    edition.key = new_key(key or text.title, taken, "text")
    edition.position = len(taken)
    edition.save()
    _add_version(edition, text, problems, brought, by=by, now=now)
    text_changed.send(TextEdition, edition=edition)
    return edition


@transaction.atomic
def take_again(
    edition: TextEdition,
    text: Text,
    problems: Sequence[Problem],
    brought: Brought,
    *,
    by: Person | None,
    now: dt.datetime,
) -> TextVersion:
    """A new version of the text of ``edition``, with the keys and numbers of what stayed the same.

    What an organiser has said of the edition (its title, whose it is) stays; the address it came from is the new one's.
    """
    edition = TextEdition.objects.select_for_update().get(pk=edition.pk)
    text, retaken = retake(stored_text(edition), text)
    version = _add_version(edition, text, problems, brought, by=by, now=now, retaken=retaken)
    if brought.address:
        edition.link = brought.address
        edition.save(update_fields=["link"])
    text_changed.send(TextEdition, edition=edition)
    return version


@transaction.atomic
def describe(edition: TextEdition) -> None:
    """Keep what an organiser changed of the row: what it is called, whose it is, who may have it."""
    edition.save(update_fields=[*ABOUT, "rights", "licence", "link"])
    text_changed.send(TextEdition, edition=edition)


@transaction.atomic
def put_away(edition: TextEdition, *, archived: bool = True) -> None:
    """Take an edition off the shelf, or put it back. Its files stay, and its key is nobody else's."""
    edition.archived = archived
    edition.save(update_fields=["archived"])
    text_changed.send(TextEdition, edition=edition)


def set_text(reading: Reading, edition: TextEdition, *, by: Person | None, now: dt.datetime) -> None:
    """Let the reading of a live programme be that text."""
    session, key = reading.session.key, reading.key

    def read(one: documents.Session) -> documents.Session:
        readings = tuple(replace(r, text=edition.key) if r.key == key else r for r in one.readings)
        return replace(one, readings=readings) if one.key == session else one

    def change(programme: Programme) -> Programme:
        series = programme.series
        return replace(programme, series=replace(series, sessions=tuple(map(read, series.sessions))))

    change_programme(reading.session.series, change, now=now, act=Act(by))


def stored_text(edition: TextEdition) -> Text:
    """The newest version of the text, as it was taken in."""
    return kept_text(newest(edition).text)


def current_text(edition: TextEdition) -> Text:
    """The text people read: the newest version, under the name the organiser has given it."""
    about = {name: getattr(edition, name) for name in ABOUT}
    return replace(stored_text(edition), key=edition.key, rights=edition.licence, source=edition.link, **about)


def newest(edition: TextEdition) -> TextVersion:
    """The version that is read."""
    return TextVersion.objects.filter(edition=edition).order_by("-number")[0]


def _add_version(
    edition: TextEdition,
    text: Text,
    problems: Sequence[Problem],
    brought: Brought,
    *,
    by: Person | None,
    now: dt.datetime,
    retaken: Retaken | None = None,
) -> TextVersion:
    last = TextVersion.objects.filter(edition=edition).order_by("-number").first()
    version = TextVersion(
        edition=edition,
        number=last.number + 1 if last else 1,
        source=keep(brought.data),
        text=keep_text(text),
        name=brought.name,
        media=brought.media,
        taken_at=now,
        taken_by=by,
    )
    version.problems, version.retaken = tuple(problems), retaken or Retaken()
    version.save()
    return version
