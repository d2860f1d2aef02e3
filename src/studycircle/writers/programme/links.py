"""Where everything of a group's site stands: paths in its folder, links between pages, addresses in the world.

All links between pages are relative, so that the folder works wherever it is put. ``up`` is the way from a page to
the group's folder: "" on the group's page, "../" on a series' page, "../../" on a session's.
"""

import re
import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from studycircle.documents.programme import Attachment, Edition, Programme, Session
from studycircle.documents.rich import is_safe_link

DOOR_FOLDER, NOW_FOLDER = "door", "now"  # folders beside a series' sessions, and beside a group's series
GROUP_CALENDAR = "calendar.ics"  # beside them: of all series
FORBIDDEN = re.compile(r"%(?![0-9A-Fa-f]{2})|[\"'<>\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or what would be one if its address were known (``href`` empty)."""

    words: str
    href: str = ""
    detail: str = ""  # "296 KB"
    language: str = ""  # of what it leads to


def group_address(base: str) -> str:
    """The absolute address of the group's folder, with the slash at its end; "" if it is not known."""
    return base.rstrip("/") + "/" if base else ""


def series_address(base: str, series_key: str) -> str:
    """The absolute address of the series' page, or ""."""
    return f"{group_address(base)}{series_key}/" if base else ""


def session_address(base: str, series_key: str, session_key: str) -> str:
    """The absolute address of the session's page, or ""."""
    return f"{group_address(base)}{series_key}/{session_key}/" if base else ""


def door_address(base: str, series_key: str) -> str:
    """What stands on the sign of a series, in words and as a QR code: the page that says where it is now; or ""."""
    return f"{series_address(base, series_key)}{DOOR_FOLDER}/" if base else ""


def now_address(base: str) -> str:
    """The group's short address, which leads to the door of whatever comes next, or ""."""
    return f"{group_address(base)}{NOW_FOLDER}/" if base else ""


@lru_cache(maxsize=4096)  # one link stands on several pages
def outward(address: str) -> str:
    """``address`` fit to stand in an ``href``, or "" if it must not (see ``is_safe_link``).

    Characters no URL may hold are escaped, and so is a second "#" (WHATWG URL §4.3).
    """
    address = address.strip()
    if not address or not is_safe_link(address):
        return ""
    path, mark, fragment = address.partition("#")
    path = FORBIDDEN.sub(_percent, path)
    if "://[" not in path:  # the host may be an IPv6 address in brackets
        path = path.replace("[", "%5B").replace("]", "%5D")
    fragment = FORBIDDEN.sub(_percent, fragment).replace("#", "%23").replace("[", "%5B").replace("]", "%5D")
    return path + mark + fragment


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def address_of(thing: Edition | Attachment, up: str) -> str:
    """The link to an edition or attachment from a page ``up`` from the group's folder; "" if nobody knows it."""
    if thing.file:
        steps = [step for step in thing.file.split("/") if step not in ("", ".", "..")]
        return f"{up}files/{quote('/'.join(steps))}" if steps else ""
    return outward(thing.link)


def can_be_had(edition: Edition) -> bool:
    """Whether a reader can do anything with it: what is in print needs no address, all others do. (A page that was
    pasted says "Click here" and not where; the organiser is told, nobody else.)"""
    return edition.format == "print" or bool(address_of(edition, ""))


def subscribe_links(calendar: str, name: str) -> tuple[Link, ...]:
    """Ways to subscribe to the calendar at the absolute address ``calendar``: what the device has (no words: they
    are the page's to choose), then the services many have. They are links and nothing else: who follows one tells
    that service of the calendar, and nobody else tells it anything."""
    own = re.sub("^https?", "webcal", calendar)
    return (
        Link("", own),
        Link("Google", f"https://calendar.google.com/calendar/r?cid={quote(own, safe='')}"),
        Link(
            "Outlook",
            "https://outlook.live.com/calendar/0/addfromweb"
            f"?url={quote(calendar, safe='')}&name={quote(name, safe='', errors='replace')}",
        ),
    )


def series_uid(programme: Programme) -> str:
    """What the series is called in the world, for life: its own ``uid``, else one made of the permanent keys."""
    return programme.series.uid or f"{programme.series.key}.{programme.group.key}"


def session_uid(programme: Programme, session: Session) -> str:
    """The UID of a session's calendar entry: for life, and unique in the world (RFC 5545 §3.8.4.7)."""
    return f"{session.key}@{series_uid(programme)}"


def urn(name: str) -> str:
    """``name`` as an IRI that is nobody's address, for feeds (RFC 4287 §4.2.6)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"studycircle:{name}").urn
