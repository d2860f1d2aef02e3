"""Finding in the texts of the shelf what questions quote: in the background, after a question or a text has changed."""

import datetime as dt
from collections.abc import Iterable, Iterator

from studycircle.documents.pins import NOWHERE, find_pins, moved_pins, pin_of, places_of, quotations_of, texts_read
from studycircle.documents.programme import Audience, Programme, Question, Session
from studycircle.documents.text import Text
from studycircle.store.actions import change_programme
from studycircle.store.load import load_programme
from studycircle.store.models import PinSearch, Series, TextEdition, TextVersion
from studycircle.store.queries import readers_of
from studycircle.store.shelf import current_text
from studycircle.writers.programme.entries import QuestionEntry, question_entry, title_of
from studycircle.writers.programme.fingerprint import fingerprint
from studycircle.writers.programme.words import Words
from studycircle.writers.text.web import Pin, Way

FEW = 3  # sessions that a page can name without becoming a list of them


def pin_series(series: Series, *, now: dt.datetime) -> None:
    """Pin the quotations of ``series`` that can be found, and unpin those that are gone.

    Texts are opened before anything is locked; what somebody changed in the meantime is left for the next time.
    """
    if series.archived or series.group.archived:
        return
    programme = load_programme(series, audience=Audience.ORGANISERS)
    if was_searched(series, programme):
        return
    was, found = places_of(programme), find_pins(programme, lambda key: _text(series, key))
    if found:
        change_programme(series, lambda ours: moved_pins(ours, was, found), now=now)
    needs = _needs(series, moved_pins(programme, was, found))
    PinSearch.objects.update_or_create(series=series, defaults={"needs": needs})


def was_searched(series: Series, programme: Programme) -> bool:
    """Whether ``programme``, that of ``series``, is as it was when quotations were last looked for; so is one that has
    nothing to be looked for."""
    if not any(one.place or texts_read(session) for session, _, one in quotations_of(programme)):
        return True
    search = PinSearch.objects.filter(series=series).first()
    return search is not None and search.needs == _needs(series, programme)


def _needs(series: Series, programme: Programme) -> str:
    """All that a search depends on: the quotations and where they are, what is read, and its versions."""
    quoted = tuple(
        (session.key, texts_read(session), question.key, one.words, one.place)
        for session, question, one in quotations_of(programme)
        if one.place != NOWHERE
    )
    keys = {key for _, read, *_ in quoted for key, _ in read}
    versions = TextVersion.objects.filter(
        edition__group=series.group_id, edition__key__in=keys, edition__archived=False
    ).order_by("edition__key", "number")
    return fingerprint(quoted, tuple(versions.values_list("edition__key", "text")))


def _text(series: Series, key: str) -> Text | None:
    edition = TextEdition.objects.filter(group=series.group_id, key=key, archived=False).first()
    return current_text(edition) if edition else None


def margin_pins(edition: TextEdition) -> tuple[Pin, ...]:
    """What stands beside the paragraphs of a text: the questions that quote them. The addresses are within the
    group's folder."""
    words = Words(edition.group.language)
    pins = []
    for programme, session in _sessions_that_read(edition):
        for entry, number in _asked(session, edition.key):
            label = words.gettext("Question %(number)s") % {"number": entry.number}
            pins.append(Pin(number, f"{programme.series.key}/{session.key}/#{entry.anchor}", label))
    return tuple(dict.fromkeys(pins))


def meetings_on(edition: TextEdition) -> tuple[Way, ...]:
    """The sessions that read a text, if they are few: where a reader goes on when it is read. The addresses are within
    the group's folder."""
    words = Words(edition.group.language)
    ways = tuple(
        Way(
            f"{programme.series.key}/{session.key}/",
            ": ".join(filter(None, (programme.series.title, title_of(session, words)))),
        )
        for programme, session in _sessions_that_read(edition)
    )
    return ways if len(ways) <= FEW else ()


def _sessions_that_read(edition: TextEdition) -> Iterator[tuple[Programme, Session]]:
    """As everybody sees them: questions are everybody's, and so are the pages they stand on."""
    rows = Series.objects.filter(pk__in=readers_of(edition), archived=False).select_related("group").order_by("pk")
    for row in rows:
        programme = load_programme(row, audience=Audience.PUBLIC)
        for session in programme.series.sessions:
            if any(edition.key == read for read, _ in texts_read(session)):
                yield programme, session


def _asked(session: Session, key: str) -> Iterator[tuple[QuestionEntry, str]]:
    """The questions of ``session`` that quote the text of that key, each with the number of a paragraph."""
    for position, question in enumerate(session.questions, 1):
        for number in _numbers(question, key):
            yield question_entry(question, str(position)), number


def _numbers(question: Question, key: str) -> Iterable[str]:
    pins = [pin_of(one.place) for one in question.quotations]
    return dict.fromkeys(pin.number for pin in pins if pin and pin.text == key)
