"""What is read standing: the poster on a wall, and the handbill, a leaflet printed on one side.

What they say stands here; how it looks, and how much of it fits, in ``templates/typst/placard.typ``.
"""

import datetime as dt
from typing import Any

from studycircle.documents.programme import Programme, Role, Session
from studycircle.documents.rich import to_plain
from studycircle.documents.schedule import in_order, language_of, place_of, time_of
from studycircle.errors import WriteError
from studycircle.writers.programme import paper as print_
from studycircle.writers.programme.entries import day_of
from studycircle.writers.programme.leaflet import leaflet_data, sentences
from studycircle.writers.programme.picture import Picture, drawing
from studycircle.writers.programme.words import Words
from studycircle.writers.typeset import typeset

POSTERS = ("a3", "a4", "tabloid", "letter")
HANDBILLS = ("a5", "a4", "letter")  # on the larger two there are two of them, to be cut apart
MOST_ROWS = 8  # dates ahead
LONGEST_LINE = 110  # characters of a line in large type
LONGEST_TITLE = 160


def write_poster(
    programme: Programme,
    *,
    session: str | None = None,
    paper: str = "a3",
    address: str = "",
    now: dt.datetime,
    picture: Picture | None = None,
) -> bytes:
    """The poster of ``programme``, or of one session (its key), as PDF of one page; ``address``, ``now``: as for the
    leaflet. Raises ``WriteError``."""
    if paper not in POSTERS:
        raise WriteError(f"a poster cannot be printed on {paper!r}", f"Choose one of {', '.join(POSTERS)}.")
    data = placard_data(programme, f"poster {paper}", address, now, session=session, picture=picture)
    return typeset("placard", data, language_of(programme))


def write_handbill(
    programme: Programme,
    *,
    session: str | None = None,
    paper: str = "a5",
    address: str = "",
    now: dt.datetime,
    picture: Picture | None = None,
) -> bytes:
    """The same in small: ``a5``, or two on a sheet of ``a4`` or ``letter``. Raises ``WriteError``."""
    if paper not in HANDBILLS:
        raise WriteError(f"a handbill cannot be printed on {paper!r}", f"Choose one of {', '.join(HANDBILLS)}.")
    data = placard_data(programme, f"handbill {paper}", address, now, session=session, picture=picture)
    return typeset("placard", data, language_of(programme))


def placard_data(
    programme: Programme,
    sheet: str,
    address: str,
    now: dt.datetime,
    *,
    session: str | None = None,
    picture: Picture | None = None,
) -> dict[str, Any]:
    """What the template is given; ``sheet``: "poster a3", "handbill letter"."""
    words = Words(language_of(programme))
    whole = leaflet_data(programme, "a5", address, now)
    about = whole["title"], whole["group"], whole["facts"], whole["about"]
    rows = [row for row in whole["rows"] if not row["past"]][:MOST_ROWS]
    if session is not None:
        found = session_of(programme, session)
        about, rows = _of_session(words, programme, found, now), []
    title, kicker, facts, paragraphs = about
    name = print_.visible(_cut(title, LONGEST_TITLE)) or words.gettext("Reading group")
    return {
        **print_.frame(programme, name, address),
        "sheet": sheet,
        "name": name,
        "kicker": _cut(kicker, LONGEST_LINE),
        "span": whole["span"] if session is None else "",
        "about": [sentence.strip() for paragraph in paragraphs for sentence in paragraph][:6],
        "facts": [{**fact, "lines": [_cut(line, LONGEST_LINE) for line in fact["lines"]][:4]} for fact in facts],
        "rows": [{**row, "title": _cut(row["title"], LONGEST_LINE)} for row in rows],
        "qr": whole["qr"],
        "picture": drawing(picture),
        "say": {"site": words.gettext("Everything about it:"), "qr": whole["say"]["qr"], "next": _next(words, rows)},
    }


def session_of(programme: Programme, key: str) -> Session:
    """The session of that key. Raises ``WriteError`` where there is none."""
    found = next((one for one in in_order(programme.series) if one.key == key), None)
    if found is None:
        raise WriteError(f"there is no session {key!r}", "Choose one of the programme's sessions.")
    return found


About = tuple[str, str, list[dict[str, Any]], list[list[str]]]


def _of_session(words: Words, programme: Programme, session: Session, now: dt.datetime) -> About:
    """Title, kicker, facts and paragraphs of one evening."""
    when = day_of(session, words)
    if session.date:
        day, time = words.day(session.date, year=session.date.year != now.year), time_of(programme.series, session)
        day = day.replace(" ", "\N{NO-BREAK SPACE}")  # in large type a line ends behind the date, not inside it
        when = words.joined(day, words.clock(time)) if time else day
    state = print_.state_words(words, session, now.year)
    facts = [
        (words.gettext("When"), [line for line in (when, state) if line]),
        (words.gettext("Where"), print_.place_lines(words, place_of(programme.series, session))),
        (words.gettext("To read"), _readings(words, session)),
    ]
    title = programme.series.title or programme.group.name
    about = [sentences(text) for text in to_plain(session.summary).split("\n\n") if text]
    shown = [{"label": label, "lines": lines} for label, lines in facts if lines]
    return print_.heading_of(session, words), title, shown, about


def _readings(words: Words, session: Session) -> list[str]:
    main = [one for one in session.readings if one.role is Role.MAIN]
    return [words.comma.join(filter(None, (one.author, one.title, one.part))) for one in main]


def _next(words: Words, rows: list[dict[str, Any]]) -> str:
    return words.gettext("Next dates") if rows else ""


def _cut(text: str, length: int) -> str:
    """``text`` on one line of so many characters at most: the sentences that go in, else the words."""
    line = print_.one_line(text)
    if len(line) <= length:
        return line
    kept = ""
    for sentence in sentences(line):
        if len(kept) + len(sentence.rstrip()) > length:
            break
        kept += sentence
    if kept:
        return kept.rstrip()
    start = line[:length]
    return (start.rsplit(" ", 1)[0] if " " in start else start).rstrip(" ,;:–-") + " …"
