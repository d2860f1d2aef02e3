"""The letters that are about no single session: confirming an address, the week, a book for a reading device."""

from collections.abc import Sequence
from dataclasses import dataclass

from studycircle.documents.programme import Programme, Session
from studycircle.documents.schedule import time_of
from studycircle.writers.mail.letter import Item, Letter, Link, Part
from studycircle.writers.mail.sessions import Ways, foot
from studycircle.writers.programme.entries import place_entry, state_of, title_of
from studycircle.writers.programme.links import session_address
from studycircle.writers.programme.words import Words

Row = tuple[Programme, Session]


def confirmation(group: str, link: str, words: Words, *, hours: int) -> Letter:
    """The question whether an address is theirs who gave it. ``hours``: how long it can be answered."""
    return Letter(
        subject=words.gettext("Is this your address? %(group)s") % {"group": group},
        title=group,
        parts=(
            Part(
                words=words.gettext(
                    "Somebody gave this address to hear from the reading group %(group)s. If it was you, say so:"
                )
                % {"group": group},
                acts=(Link(words.gettext("Yes, write to me"), link),),
            ),
            Part(
                words=words.ngettext(
                    "The link is good for %(number)s hour. If it was not you, do nothing, and it is forgotten.",
                    "The link is good for %(number)s hours. If it was not you, do nothing, and it is forgotten.",
                    hours,
                )
            ),
        ),
    )


def already_there(group: str, link: str, words: Words) -> Letter:
    """The way to their own page, for who asked to join and has joined long ago."""
    return Letter(
        subject=words.gettext("You are on the list already: %(group)s") % {"group": group},
        title=group,
        parts=(
            Part(
                words=words.gettext(
                    "Somebody gave this address to hear from %(group)s, and it does so already. "
                    "This is your own page, where you choose what you hear:"
                )
                % {"group": group},
                acts=(Link(words.gettext("Your page"), link),),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Week:
    """What a weekly letter tells: the sessions ahead, what was written down of past ones, and the conversation."""

    ahead: Sequence[Row] = ()
    recaps: Sequence[Row] = ()
    talk: Sequence[Item] = ()

    def __bool__(self) -> bool:
        return bool(self.ahead or self.recaps or self.talk)


def digest(group: str, week: Week, ways: Ways, words: Words) -> Letter:
    """The week in one letter; ``week`` is not empty."""
    first = week.ahead[0] if week.ahead else None
    subject = words.gettext("The week at %(group)s") % {"group": group}
    if first:
        told = {"group": group, "title": title_of(first[1], words)}
        subject = words.gettext("The week at %(group)s: %(title)s") % told
    return Letter(
        subject=subject,
        title=words.gettext("The week at %(group)s") % {"group": group},
        parts=(
            Part(
                heading=words.gettext("What comes") if week.ahead else "",
                items=tuple(_item(row, ways, words) for row in week.ahead),
            ),
            Part(
                heading=words.gettext("What was said") if week.recaps else "",
                items=tuple(_item(row, ways, words, rest="#record") for row in week.recaps),
            ),
            Part(heading=words.gettext("The conversation") if week.talk else "", items=tuple(week.talk)),
        ),
        why=words.gettext("You get this each week because you asked %(group)s for it.") % {"group": group},
        foot=foot(ways, words),
    )


def _item(row: Row, ways: Ways, words: Words, *, rest: str = "") -> Item:
    programme, session = row
    time = time_of(programme.series, session)
    when = words.moment(session.date, time) if session.date else words.gettext("Date to be agreed")
    place = place_entry(session.place or programme.series.place, words)
    told = [state_of(session, words), when, place.name if place and not rest else ""]
    address = session_address(ways.site, programme.series.key, session.key)
    links = (Link(words.gettext("Everything about this session"), address + rest),) if address else ()
    return Item(title_of(session, words), words.comma.join(filter(None, told)), links)


def for_device(title: str, group: str, words: Words) -> Letter:
    """What goes with a book to a reading device, which shows the book alone."""
    text = words.gettext("“%(title)s”, sent by the reading group %(group)s.") % {"title": title, "group": group}
    return Letter(subject=title, title=title, parts=(Part(words=text),))
