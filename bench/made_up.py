"""Programmes for the benches: of any size, the size of page a real group has, the same each time."""

import datetime as dt
import random
from itertools import count

from studycircle.documents.programme import (
    DateState,
    Edition,
    Group,
    Note,
    Part,
    Place,
    Programme,
    Question,
    Quotation,
    Reading,
    Role,
    Series,
    Session,
    Slot,
)
from studycircle.documents.rich import Rich, from_plain

VOCABULARY = """
the book asks what a reader owes to the page and why slow reading in company changes both the reader and what is read
when six people bring their own margins to one table and each of them has marked another line as the one
"""
WORDS = VOCABULARY.split()


def made_up(sessions: int, *, group: str = "bench", series: str = "spring", first: dt.date | None = None) -> Programme:
    """A programme of ``sessions`` weekly evenings from ``first`` on, each with readings, notes and questions."""
    start = first or dt.date(2026, 1, 5)
    return Programme(
        Group(group, "The Bench Readers", zone="Europe/London", summary=from_plain(prose(1, 40))),
        Series(
            series,
            title=f"Slow Reading, {series}",
            summary=from_plain(prose(2, 80)),
            slot=Slot(0, dt.time(18, 30), 120),
            place=Place("The Old Library", "1 Example Street", room="Upstairs"),
            sessions=tuple(session(number, start + dt.timedelta(weeks=number)) for number in range(sessions)),
        ),
    )


def session(number: int, date: dt.date) -> Session:
    """One evening: 20 to 30 KB of page."""
    seed = count(number * 1000)
    return Session(
        f"evening-{number + 1}",
        f"Evening {number + 1}: {prose(next(seed), 4)}",
        str(number + 1),
        state=DateState.FIXED,
        date=date,
        leader="A reader",
        summary=from_plain(prose(next(seed), 60)),
        readings=tuple(
            Reading(
                f"reading-{place}",
                f"A Book about {prose(next(seed), 3)}",
                "An Author",
                role,
                "chapters 1–3",
                editions=tuple(Edition(kind, kind, f"https://example.org/{number}.{kind}") for kind in ("epub", "pdf")),
            )
            for place, role in enumerate((Role.MAIN, Role.SHORTER, Role.FURTHER))
        ),
        notes=(Note("notes", "Before you read", Rich("".join(from_plain(prose(next(seed), 90)) for _ in range(18)))),),
        questions=tuple(
            Question(
                f"question-{place}",
                str(place),
                from_plain(prose(next(seed), 40) + "?"),
                (Quotation(prose(next(seed), 20)),),
                tuple(Part(letter, from_plain(prose(next(seed), 12) + "?")) for letter in "ab"),
            )
            for place in range(1, 5)
        ),
    )


def prose(seed: int, words: int) -> str:
    """That many words, always the same for a seed."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))
