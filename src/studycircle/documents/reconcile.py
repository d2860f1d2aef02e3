"""Two people changed one programme at once: what each did, where they did the same, and both brought together."""

from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from studycircle.documents.compare import Change, compare
from studycircle.documents.keys import new_key
from studycircle.documents.merge import merge
from studycircle.documents.programme import Programme, Session

DATE_FIELDS = frozenset({"date", "state", "moved_from"})


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that both changed: what it was, what it is now, what the other would make of it.

    ``was`` is empty where nobody knows, or where there was nothing.
    """

    path: str
    label: tuple[str, ...]
    was: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where two changes meet. ``clashes``: where both changed the same; ``theirs``: what only the other did.

    ``merged``: both together; where they clash, mine.
    """

    clashes: tuple[Clash, ...]
    theirs: tuple[Change, ...]
    merged: Programme


def reconcile(base: Programme | None, mine: Programme, theirs: Programme) -> Meeting:
    """What becomes of ``mine``, which was begun from ``base``, now that there is ``theirs``.

    Without a base nobody knows who changed what: every difference is a clash, and mine is what is merged.
    """
    if base is None:
        apart = compare(theirs, mine)
        return Meeting(tuple(Clash(one.path, one.label, "", one.before, one.after) for one in apart), (), mine)
    mine = _with_own_keys(base, mine, theirs)
    of_mine = {one.path: one for one in compare(base, mine)}
    of_theirs = {one.path: one for one in compare(base, theirs)}
    clashes = []
    for path in dict.fromkeys((*overlap(of_mine, of_theirs), *_same_date(of_mine, of_theirs))):
        left, right = of_mine.get(path), of_theirs.get(path)
        known = left or right
        if known is None or (left and right and (left.kind, left.after) == (right.kind, right.after)):  # the very same
            continue
        now, then = (one.after if one else known.before for one in (right, left))
        clashes.append(Clash(path, known.label, known.before, now, then))
    clashing = {clash.path for clash in clashes}
    alone = tuple(one for path, one in of_theirs.items() if path not in clashing and path not in of_mine)
    return Meeting(tuple(clashes), alone, merge(base, mine, theirs))


def plain(programme: Programme) -> Programme:
    """``programme`` as people wrote it: without the uid of its series and the revision marks of its sessions."""
    sessions = tuple(unmarked(session) for session in programme.series.sessions)
    return Programme(programme.group, replace(programme.series, uid="", sessions=sessions))


def unmarked(session: Session) -> Session:
    """``session`` without its revision marks."""
    return replace(session, sequence=0, changed=None)


def _same_date(paths: Collection[str], others: Collection[str]) -> list[str]:
    """The paths of both that say when a session is: a day and a state belong together."""
    both = {_dated(path) for path in paths} & {_dated(path) for path in others} - {""}
    return [path for path in dict.fromkeys((*paths, *others)) if _dated(path) in both]


def _dated(path: str) -> str:
    """The session whose date the path is about, or nothing."""
    thing, _, field = path.partition(".")
    return thing if field in DATE_FIELDS and "/" not in thing else ""


def overlap(some: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    """The paths of both that are the same, or of which one lies within the other, in order."""
    return (*_touching(some, others), *(path for path in _touching(others, some) if path not in some))


def _touching(paths: Collection[str], others: Collection[str]) -> list[str]:
    around = {owner for other in others for owner in _owners(other)}
    return [
        path for path in paths if path in others or path in around or any(owner in others for owner in _owners(path))
    ]


def _owners(path: str) -> list[str]:
    """What a path lies within: "session:bees" and "session:bees/reading:hive" for "session:bees/reading:hive.title"."""
    return [path[:at] for at, mark in enumerate(path) if mark in "./"]


def _with_own_keys(base: Any, mine: Any, theirs: Any) -> Any:
    """``mine`` with new keys for new things whose keys others have given to new things of theirs."""
    if is_dataclass(mine) and type(base) is type(mine) is type(theirs):
        named = ((field.name, [getattr(one, field.name) for one in (base, mine, theirs)]) for field in fields(mine))
        changed = {name: _with_own_keys(*three) for name, three in named if three[0] != three[1]}
        return replace(mine, **changed)  # type: ignore[type-var]
    if not isinstance(mine, tuple) or not all(hasattr(item, "key") for item in (*base, *mine, *theirs)):
        return mine
    was, has = ({item.key: item for item in items} for items in (base, theirs))
    taken = {*has, *(item.key for item in mine)}
    own = []
    for item in mine:
        if item.key in was and item.key in has:
            own.append(_with_own_keys(was[item.key], item, has[item.key]))
        elif item.key in has and item != has[item.key]:
            own.append(replace(item, key=new_key(item.key, taken)))
            taken.add(own[-1].key)
        else:
            own.append(item)
    return tuple(own)
