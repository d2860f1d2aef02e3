"""What people said on a series: threads of comments, as everybody may read them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

DEEPEST = 3  # levels of answers a page shows; what answers the last of them stands beside it


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. ``words``: plain text; see ``spoken.py``. ``to``: of a comment that stands beside what it answers,
    whose words they are. Of a withdrawn one nothing is left but its place."""

    key: str
    name: str = ""
    words: str = ""
    at: dt.datetime | None = None  # aware
    paragraph: str = ""  # of the reading: "47"
    is_edited: bool = False
    is_withdrawn: bool = False
    to: str = ""
    answers: tuple["Comment", ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments on one thing: a session, or, where its key is given, a reading or a question of it."""

    session: str
    reading: str = ""
    question: str = ""
    comments: tuple[Comment, ...] = ()
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said on a series. ``address``: where one can say something; "" where nobody can."""

    address: str = ""
    threads: tuple[Thread, ...] = ()

    def on(self, session: str) -> "Said":
        """What was said on one session."""
        return replace(self, threads=tuple(one for one in self.threads if one.session == session))


def threaded(comments: Iterable[tuple[Comment, str]]) -> tuple[Comment, ...]:
    """The comments, each with the key of the one it answers ("" if none), as a tree; in the order given.

    An answer must come after what it answers. A withdrawn comment is shown only where an answer hangs on it; what
    answers a comment that is not there stands by itself.
    """
    said: dict[str, Comment] = {}
    below: dict[str, list[str]] = {"": []}
    depth: dict[str, int] = {"": 0}
    for comment, parent in comments:
        above, to = (parent if parent in said else ""), ""
        if depth[above] >= DEEPEST:
            to = said[above].name
            above = next(key for key, keys in below.items() if above in keys)
        said[comment.key] = replace(comment, to=to)
        depth[comment.key] = depth[above] + 1
        below[above].append(comment.key)
        below[comment.key] = []

    def grown(keys: list[str]) -> tuple[Comment, ...]:
        made = (replace(said[key], answers=grown(below[key])) for key in keys)
        return tuple(one for one in made if one.answers or not one.is_withdrawn)

    return grown(below[""])
