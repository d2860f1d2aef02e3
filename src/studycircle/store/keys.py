"""What may not come into the tables: keys that cannot be, or that siblings share, and values that cannot be."""

from collections.abc import Iterable

from studycircle.documents.keys import is_key
from studycircle.documents.programme import Programme
from studycircle.documents.values import faults
from studycircle.errors import WriteError

# First words of addresses that are ours, or may become so: no group can have them as its key.
RESERVED_WORDS = """
about account accounts admin api assets calendar comments desk favicon feed files fine go health help join login
logout mail me media members new notice people polls privacy public replies robots search settings sign-in
sign-out signin signup static studycircle well-known
"""
RESERVED = frozenset(RESERVED_WORDS.split())
# Folders that stand beside the folders of a group's series: its own files, and its texts; and of pages of
# its desk; and the page that leads to the next session's door.
FOLDERS = frozenset({"files", "now", "shelf", "texts"})
# Where a group stands at a host of its own, its series' keys are first words of addresses too.
RESERVED_IN_GROUP = FOLDERS | RESERVED
# What is the same at every host: the desk, accounts, styles.
OF_THE_INSTALLATION = RESERVED - FOLDERS


def check(programme: Programme) -> None:
    """Raise ``WriteError`` where a value or key of ``programme`` cannot be, or a key is a sibling's or reserved."""
    series = programme.series
    if programme.group.key in RESERVED:
        raise WriteError(f"A group cannot have the key “{programme.group.key}”.", "Choose another word.")
    if series.key in RESERVED_IN_GROUP:
        raise WriteError(f"A series cannot have the key “{series.key}”.", "Choose another word.")
    _check_siblings("group", [programme.group.key])
    _check_siblings("series", [series.key])
    for name in ("contacts", "sessions", "notes", "attachments"):
        _check_siblings(f"series {series.key}, {name}", (child.key for child in getattr(series, name)))
    for session in series.sessions:
        for name in ("readings", "notes", "questions", "attachments"):
            _check_siblings(f"session {session.key}, {name}", (child.key for child in getattr(session, name)))
        for reading in session.readings:
            _check_siblings(
                f"session {session.key}, editions of {reading.key}", (edition.key for edition in reading.editions)
            )

    for fault in faults(programme):
        raise WriteError(f"{fault}.")


def _check_siblings(where: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if not is_key(key):
            raise WriteError(f"{where}: “{key}” cannot be a key.", "Keys are made of a–z, 0–9 and hyphens.")
        if key in seen:
            raise WriteError(f"{where}: the key “{key}” is used twice.")
        seen.add(key)
