"""Small things the desk's templates say."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from studycircle.documents.attention import DOUBTFUL
from studycircle.documents.programme import Copy, Extract, Programme, Rights, Session, Source
from studycircle.documents.retake import Retaken
from studycircle.documents.rich import Rich, to_plain
from studycircle.errors import StudycircleError
from studycircle.store import models
from studycircle.web.forms import FORMATS
from studycircle.web.places import LISTS, field_address
from studycircle.web.shelf_forms import RIGHTS
from studycircle.web.spoken import spoken as say
from studycircle.web.spoken import words_of
from studycircle.web.work import Work
from studycircle.writers.programme import copies
from studycircle.writers.programme.words import Words

register = template.Library()
MOST_NUMBERS = 40  # of changed paragraphs in one line


@register.filter
def error_words(error: StudycircleError) -> str:
    """What happened and what to try, in the desk's language."""
    return words_of(error)


@register.filter
def spoken(words: str) -> str:
    """A sentence of a reader or writer in the desk's language."""
    return say(words)


@register.filter
def source_of(sources: dict[str, Source], path: str) -> Source | None:
    """Where the field of that path was read."""
    return sources.get(path)


@register.filter
def is_doubtful(source: Source | None) -> bool:
    """Whether an organiser should look at it."""
    return source is not None and source.sureness < DOUBTFUL


@register.filter
def plain(rich: str) -> str:
    """Rich text as its words."""
    return to_plain(Rich(rich))


@register.filter
def day(session: Session) -> str:
    """The session's date in the desk's language, with its year."""
    words = Words(get_language() or "en")
    return words.day(session.date, year=True) if session.date else session.date_words


@register.simple_tag
def path_of(*steps: Any) -> str:
    """The path of a field, from its pieces: ``session:bees`` + ``.`` + ``date``."""
    return "".join(str(step) for step in steps)


@register.filter
def field_words(path: str, programme: Programme) -> str:
    """A field's path as words: "session:on-bees/reading:hive.title" is "On Bees: reading “The Hive”"."""
    owner, __, field = path.partition(".")
    holder: object = programme.series
    session, things = "", []
    for step in owner.split("/"):
        kind, __, key = step.partition(":")
        listed = getattr(holder, "sessions" if kind == "session" else LISTS.get(kind, ""), ())
        at = next((at for at, one in enumerate(listed) if one.key == key), -1)
        holder = listed[at] if at >= 0 else None
        named = next(filter(None, (getattr(holder, name, "") for name in NAMES)), key.replace("-", " "))
        if kind == "session":
            session = named
        elif kind == "question":
            things.append(
                gettext("question %(number)s")
                % {"number": getattr(holder, "number", "") or (at + 1 if holder else key)}
            )
        elif kind in THINGS:
            things.append(str(THINGS[kind]) if named == session else f"{THINGS[kind]} “{named}”")
    what = ", ".join(things) or str(FIELDS.get(field, field.replace("_", " ").replace(".", ", ")))
    return f"{session}: {what}" if session else what


NAMES = ("title", "name", "label", "format")  # of a thing in a list: the first of these that it has
# What the pieces of a path are called. Keys are the documents' own names.
THINGS = {
    "reading": _("reading"),
    "edition": _("edition"),
    "note": _("note"),
    "contact": _("contact"),
    "attachment": _("file"),
}
FIELDS = {
    "name": _("name of the group"),
    "posted": _("date of the page"),
    "markup": _("mark-up"),
    "sessions": _("schedule"),
    "slot.weekday": _("usual day"),
    "slot.time": _("usual time"),
    "place.online": _("online meeting"),
    "readings": _("readings"),
    "title": _("title"),
    "date": _("date"),
    "time": _("time"),
    "place": _("place"),
    "leader": _("leader"),
    "summary": _("introduction"),
    "notes": _("notes"),
    "questions": _("questions"),
}


@register.filter
def format_words(name: str) -> str:
    """The form an edition has, in words; "" where none is said."""
    return str(FORMATS.get(name, name)) if name else ""


@register.filter
def rights_words(rights: Rights) -> str:
    """Who may have a text, in words."""
    return str(RIGHTS[rights])


@register.filter
def retaken_words(retaken: Retaken) -> list[str]:
    """What became of paragraph numbers when a text was taken in again, a line for each sort of change."""
    split, merged = dict(retaken.split), dict(retaken.merged)
    lines = [
        gettext("New: %s") % _numbers(number for number in retaken.added if number not in split),
        gettext("Changed: %s") % _numbers(retaken.changed),
        gettext("Moved: %s") % _numbers(retaken.moved),
        gettext("Gone: %s") % _numbers(number for number in retaken.removed if number not in merged),
    ]
    lines = [line for line in lines if "¶" in line]
    lines += [gettext("¶ %(new)s was part of ¶ %(old)s") % {"new": new, "old": old} for new, old in split.items()]
    return lines + [
        gettext("¶ %(old)s is part of ¶ %(new)s now") % {"old": gone, "new": into} for gone, into in merged.items()
    ]


def _numbers(numbers: Iterable[str]) -> str:
    shown = list(numbers)
    more = f", … ({len(shown)})" if len(shown) > MOST_NUMBERS else ""
    return ", ".join(f"¶ {number}" for number in shown[:MOST_NUMBERS]) + more


@register.filter
def copy_words(copy: Copy) -> str:
    """One form of a text as readers call it, in the desk's language."""
    return copies.copy_name(copy, Words(get_language() or "en"))


@register.filter
def size_words(size: int) -> str:
    """The size of a file as the public pages say it."""
    return Words(get_language() or "en").size(size)


@register.filter
def length_words(extract: Extract) -> str:
    """How much there is to read, as the public pages say it."""
    return copies.length_words(extract, Words(get_language() or "en"))


@register.simple_tag(takes_context=True)
def group_root(context: template.RequestContext) -> str:
    """The page of the group at whose address nothing was found; the front page where it is nobody's."""
    request = context.request
    key = request.path.strip("/").partition("/")[0]
    is_there = models.Group.objects.filter(key=key, archived=False).exists()
    return f"/{key}/" if is_there and not getattr(request, "group_at_domain", "") else "/"


@register.filter
def target(path: str, work: Work) -> str:
    """The address where the field of that path is corrected."""
    return field_address(path, work.base, work.programme)


@register.filter
def clock(time: dt.time) -> str:
    """An hour as the desk's language says it."""
    return Words(get_language() or "en").clock(time)


@register.filter
def when_words(session: Session, time: dt.time | None) -> str:
    """Day and hour of a session in the desk's language."""
    words = Words(get_language() or "en")
    return words.moment(session.date, time) if session.date else session.date_words
