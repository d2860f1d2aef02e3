"""What people do to programmes and groups; each in one transaction, with what follows from it enqueued in the same."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F, QuerySet

from studycircle.documents import programme as documents
from studycircle.documents.compare import Change, compare, revise
from studycircle.documents.keys import is_key, new_key
from studycircle.documents.merge import merge
from studycircle.documents.problem import Problem
from studycircle.documents.programme import Audience, Programme
from studycircle.errors import WriteError
from studycircle.store.history import Act, record
from studycircle.store.keys import RESERVED, RESERVED_IN_GROUP
from studycircle.store.load import load_programme, read_row
from studycircle.store.models import Draft, Group, Membership, Person, Right, Series, Session, Version
from studycircle.store.queries import coming_when_taken_off
from studycircle.store.save import save_programme
from studycircle.store.signals import group_changed, series_changed

NOBODY = Act()  # what the house does itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a programme: its row, what is different from before, and the number of the version it is now."""

    series: Series
    changes: tuple[Change, ...]
    version: int | None = None  # none where nothing is different


@transaction.atomic
def import_programme(
    programme: Programme, *, now: dt.datetime, group: Group | None = None, by: Person | None = None
) -> Outcome:
    """Save ``programme``, over the series of its key if there is one, with its revision marks carried on.

    ``group``: the group it goes into, whose own fields stay; else the one of the programme's own group key, found or
    made. ``by``: for the history. Raises ``WriteError`` where keys are wrong.
    """
    if group is not None:
        programme = replace(programme, group=read_row(documents.Group, group))
    row = _locked(Series.objects.filter(group__key=programme.group.key, key=programme.series.key).first())
    if row is not None and row.archived:
        put_back(row, now=now)
    if row is None:
        before = Programme(programme.group, documents.Series(programme.series.key))
    else:
        before = load_programme(row, audience=Audience.ORGANISERS)
    return save_over(before, programme, now, group, row, Act(by, Version.Act.IMPORTED))


@transaction.atomic
def change_programme(
    series: Series, change: Callable[[Programme], Programme], *, now: dt.datetime, act: Act = NOBODY
) -> Outcome:
    """Save what ``change`` makes of the whole programme of ``series`` as it stands, its group's fields too.

    ``change`` may raise, and then nothing is saved: a form that was filled from an older state should.
    ``act``: who does it, for the history.
    """
    row = _locked(series)
    assert row is not None
    before = load_programme(row, audience=Audience.ORGANISERS)
    after = change(before)
    if (after.group.key, after.series.key) != (before.group.key, before.series.key):
        raise WriteError("The key of a group or series is for life.")
    return save_over(before, after, now, None, row, act)


def _locked(series: Series | None) -> Series | None:
    return Series.objects.select_for_update().get(pk=series.pk) if series else None


def save_over(
    before: Programme, after: Programme, now: dt.datetime, group: Group | None, row: Series | None, act: Act
) -> Outcome:
    """Save ``after``, with its revision marks carried on from ``before`` and a version for the history; inside a
    transaction that holds ``row``, the series as it was."""
    after = _called_back(before, revise(before, after, now), row)
    saved = save_programme(after, group=group)
    _note_gone(saved.series, before, after, now)
    series_changed.send(Series, series=saved.series)
    if before.group != after.group or saved.is_new:
        group_changed.send(Group, group=saved.series.group)
    uid = saved.series.uid  # for life, whatever the programme said
    before, after = (replace(one, series=replace(one.series, uid=uid)) for one in (before, after))
    changes = compare(before, after)
    version = record(saved.series, before if row else None, after, changes, act, now)
    return Outcome(saved.series, changes, version)


def _note_gone(series: Series, before: Programme, after: Programme, now: dt.datetime) -> None:
    """Count on the sessions that were taken out: calendars that show them must take the cancelled state for newer."""
    gone = {session.key for session in before.series.sessions} - {session.key for session in after.series.sessions}
    if gone:
        _count_on(Session.objects.filter(series=series, archived=True, key__in=gone), now)


def _count_on(rows: QuerySet[Session], now: dt.datetime) -> None:
    rows.update(sequence=F("sequence") + 1, changed=now)


def _called_back(before: Programme, after: Programme, row: Series | None) -> Programme:
    """``after`` with sessions that come back from the archive counted on from where they were: calendars know them."""
    new = {session.key for session in after.series.sessions} - {session.key for session in before.series.sessions}
    if row is None or not new:
        return after
    archived = Session.objects.filter(series=row, archived=True, key__in=new).values_list("key", "sequence")
    marks = dict(archived)
    sessions = tuple(
        replace(session, sequence=marks[session.key] + 1) if session.key in marks else session
        for session in after.series.sessions
    )
    return replace(after, series=replace(after.series, sessions=sessions))


@transaction.atomic
def take_off(series: Series, *, now: dt.datetime) -> None:
    """Take a series off the site: what it had still to come is off, and calendars are told so. Its rows stay."""
    series.archived, series.taken_off = True, now
    series.save(update_fields=["archived", "taken_off"])
    _count_on(coming_when_taken_off(series), now)
    series_changed.send(Series, series=series)


@transaction.atomic
def put_back(series: Series, *, now: dt.datetime) -> None:
    """Put a series on the site again; importing it again does so too."""
    _count_on(coming_when_taken_off(series), now)
    series.archived, series.taken_off = False, None
    series.save(update_fields=["archived", "taken_off"])
    series_changed.send(Series, series=series)


@transaction.atomic
def found_group(group: documents.Group, *, by: Person | None) -> Group:
    """A new group, with ``by`` as its organiser, if anybody. Raises ``WriteError`` where its key is taken or cannot be
    one."""
    if not is_key(group.key) or group.key in RESERVED or Group.objects.filter(key=group.key).exists():
        raise WriteError(f"A group cannot have the key “{group.key}”.", "Choose another word.")
    row = Group.objects.create(
        key=group.key,
        name=group.name,
        language=group.language,
        zone=group.zone,
        country=group.country,
        region=group.region,
        summary=group.summary,
        accent=group.accent,
    )
    if by is not None:
        make_organiser(by, row)
    group_changed.send(Group, group=row)
    return row


def make_organiser(person: Person, group: Group) -> None:
    """Let ``person`` organise ``group``."""
    Membership.objects.update_or_create(person=person, group=group, defaults={"right": Right.ORGANISER})


@transaction.atomic
def add_organiser(name: str, group: Group | None = None, *, administrator: bool = False) -> str:
    """A login of that name, or a new password for the one there is; gives the password, which is kept nowhere.

    They organise ``group``; without one, every group there is. The first of all administers the installation, and so
    does whoever is added while there is no group: somebody has to found one. Raises ``WriteError`` for a name nobody
    could sign in with.
    """
    name = name.strip()
    longest = Person._meta.get_field("username").max_length or 150
    if not 0 < len(name) <= longest:
        raise WriteError(f"a name to sign in with has from 1 to {longest} characters", "Give another name.")
    password = secrets.token_urlsafe(12)
    groups = [group] if group else list(Group.objects.filter(archived=False))
    person, _ = Person.objects.get_or_create(username=name)
    person.set_password(password)
    if administrator or not groups or not Person.objects.filter(is_superuser=True, is_active=True).exists():
        person.is_superuser = True
    person.save()
    for one in groups:
        make_organiser(person, one)
    return password


@transaction.atomic
def start_draft(
    programme: Programme,
    problems: tuple[Problem, ...],
    *,
    group: Group | None,
    series: Series | None = None,
    source: str,
    name: str,
    media: str,
    by: Person,
    now: dt.datetime,
) -> Draft:
    """Keep what a reader made of ``source`` (``programme``), to be corrected before it is saved.

    ``series``: the one it is an import of again, whose keys ``programme`` already has; only what the page changed
    since it was last imported is taken over. ``group``: the one it will stand in; without, a new one.
    """
    read = programme
    if series is not None and (last := last_read(series)) is not None:
        ours = load_programme(series, audience=Audience.ORGANISERS)
        programme = replace(merge(last, read, ours), sources=read.sources)
    draft = Draft(group=group, series=series, made_by=by, name=name, media=media, source=source, made_at=now)
    draft.read, draft.programme, draft.problems = read, programme, problems
    draft.save()
    record(draft, None, programme, (), Act(by, Version.Act.IMPORTED), now)
    return draft


def last_read(series: Series) -> Programme | None:
    """What the page of ``series`` said when it was last imported; ``None`` where it never was."""
    draft = Draft.objects.filter(series=series, state=Draft.State.SAVED).order_by("-saved_at").first()
    return draft.read if draft else None


@transaction.atomic
def change_draft(
    draft: Draft, change: Callable[[Programme], Programme], *, now: dt.datetime, act: Act = NOBODY
) -> int | None:
    """Keep what ``change`` makes of the draft as it stands; the number of the version it is now, if it is another.

    Its sources stay those of the reader unless they were changed.
    """
    before = Draft.objects.select_for_update().get(pk=draft.pk).programme
    draft.programme = change(before)
    draft.save(update_fields=["programme"])
    return record(draft, before, draft.programme, compare(before, draft.programme), act, now)


@transaction.atomic
def save_draft(draft: Draft, *, now: dt.datetime, by: Person | None = None) -> Outcome:
    """Make the draft's programme the live one of its series; without a series, of a new one.

    A draft without a group founds one. What is new gets a key nobody has: only a draft that was begun as an import
    again may change a series that is there. ``by``: for the history; else who made the draft.
    """
    programme = replace(draft.programme, sources=())
    if draft.group is None:
        assert draft.made_by is not None
        groups = RESERVED | set(Group.objects.values_list("key", flat=True))
        key = new_key(programme.group.key, groups, "group")
        draft.group = found_group(replace(programme.group, key=key), by=draft.made_by)
    if draft.series is None:
        siblings = RESERVED_IN_GROUP | set(Series.objects.filter(group=draft.group).values_list("key", flat=True))
        key = new_key(programme.series.key, siblings, "series")
    else:
        key = draft.series.key
    programme = replace(programme, series=replace(programme.series, key=key))
    outcome = import_programme(programme, group=draft.group, now=now, by=by or draft.made_by)
    draft.series, draft.state, draft.saved_at = outcome.series, Draft.State.SAVED, now
    draft.save(update_fields=["group", "series", "state", "saved_at"])
    return outcome


def discard_draft(draft: Draft) -> None:
    """Put a draft away; it can be opened again."""
    draft.state = Draft.State.DISCARDED
    draft.save(update_fields=["state"])
