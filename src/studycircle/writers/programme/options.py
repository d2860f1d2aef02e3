"""What a writer of sites must be told: where the site stands, and what time it is."""

import datetime as dt
from dataclasses import dataclass

from studycircle.documents.programme import Session


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """``now`` is aware. ``address``: the absolute address of the group's site; where it is not known ("") what must
    be absolute (sitemaps, canonical links) is left out. ``root``: its path on whatever host serves it, where that is
    known. ``papers``: the leaflets to make; none: no PDF at all.
    ``join``: where people join by mail, ``privacy``: where they read what is kept of them; "" where nobody can.
    ``desk``: where whoever asks, who is signed in, can edit what the page shows; "" in files that are baked.
    ``gone``: the sessions that were taken out of the series not long ago, bare, for calendars that show them.
    """

    now: dt.datetime
    address: str = ""
    root: str = ""
    papers: tuple[str, ...] = ("a5", "a4", "letter")
    join: str = ""
    privacy: str = ""
    desk: str = ""
    gone: tuple[Session, ...] = ()
