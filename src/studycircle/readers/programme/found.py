"""A reading as it was found in a line, before anything else of the page has spoken for or against it."""

from typing import NamedTuple

from studycircle.documents.programme import Role
from studycircle.readers.programme.copies import Copy


class Found(NamedTuple):
    """A reading as found. ``sure``: how plainly the words say it is one, 0 to 1."""

    title: str
    author: str = ""
    part: str = ""
    role: Role = Role.MAIN
    year: str = ""
    copies: tuple[Copy, ...] = ()
    sure: float = 0.5
    # "plain" where only commas or colons tell author from title; "topic" where a part is below what the session is
    # called, "course" where it is one of the course's own book; "corner" where it stands in 「…」
    how: str = ""
