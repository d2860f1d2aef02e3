"""Going back: one change undone, or a whole version restored. Both are changes themselves, and can be undone.

Keys, addresses and calendar UIDs stay, archived rows come back under theirs, and revision marks go up.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from studycircle.documents.compare import compare
from studycircle.documents.merge import merge
from studycircle.documents.pins import places_of, with_places
from studycircle.documents.programme import Programme
from studycircle.documents.reconcile import overlap, plain
from studycircle.errors import WriteError
from studycircle.store import history, models
from studycircle.store.actions import change_draft, change_programme
from studycircle.store.history import Act, Owner
from studycircle.store.models import Person, Version


def undo(owner: Owner, number: int, *, by: Person | None, now: dt.datetime) -> int | None:
    """Take back what version ``number`` changed, and nothing that was changed since; the number of the new version.

    Raises ``WriteError`` where the same has been changed again since, or where there is nothing before it.
    """
    done, before = (_version(owner, one) for one in (number, number - 1))
    base, back = history.programme_at(done), history.programme_at(before)
    undone = {change.path for change in compare(base, back)}

    def change(ours: Programme) -> Programme:
        # Pins that the house has found since are no change of the same.
        since = compare(base, with_places(plain(ours), places_of(base)))
        if overlap(undone, {change.path for change in since}):
            raise WriteError(
                "The same has been changed again since, so nothing was undone.",
                "The history shows what; any version of it can be restored.",
            )
        return merge(base, back, ours)

    return _change(owner, change, Act(by, Version.Act.UNDONE, number), now)


def restore(owner: Owner, number: int, *, by: Person | None, now: dt.datetime) -> int | None:
    """The programme as version ``number`` says it, as a new version. What holds for the whole group stays as it is."""
    wanted = history.programme_at(_version(owner, number)).series

    def change(ours: Programme) -> Programme:
        return replace(ours, series=replace(wanted, key=ours.series.key, uid=ours.series.uid))

    return _change(owner, change, Act(by, Version.Act.RESTORED, number), now)


def _version(owner: Owner, number: int) -> Version:
    version = history.versions_of(owner).filter(number=number).first()
    if version is None:
        raise WriteError("There is no such version.", "The history lists those there are.")
    return version


def _change(owner: Owner, change: Callable[[Programme], Programme], act: Act, now: dt.datetime) -> int | None:
    if isinstance(owner, models.Series):
        return change_programme(owner, change, now=now, act=act).version
    return change_draft(owner, change, now=now, act=act)
