"""Taking readings in from the links of a programme, one after another in the background."""

from collections.abc import Iterable

from django.db import transaction

from studycircle.errors import ReadError
from studycircle.fetch import fetch
from studycircle.readers.text.confined import read_confined
from studycircle.store import clock, shelf
from studycircle.store.jobs import LONG
from studycircle.store.models import Person, Reading, Taking, TextEdition
from studycircle.store.tasks import task

LARGEST = 32_000_000  # bytes of a book with pictures
SECONDS = 60.0  # nobody waits for it in front of a screen
MOST_SAID = 5  # remarks told in the list; all of them stand with the text


@transaction.atomic
def ask(links: Iterable[tuple[Reading, str]], *, by: Person | None) -> None:
    """Have each reading taken in from its link. One that was asked for before and failed is tried again."""
    for reading, link in links:
        taking, _ = Taking.objects.update_or_create(
            reading=reading,
            defaults={
                "link": link,
                "state": Taking.State.WAITING,
                "said": "",
                "asked_at": clock.now(),
                "asked_by": by,
            },
        )
        take_in.using(priority=LONG).enqueue(taking.pk)


@task()
def take_in(pk: int) -> None:
    """Fetch, read and shelve one; the same link is taken in once for all readings that have it."""
    taking = Taking.objects.select_related("reading__session__series__group", "asked_by").filter(pk=pk).first()
    if taking is None or taking.state in (Taking.State.DONE, Taking.State.FAILED):
        return
    Taking.objects.filter(pk=pk).update(state=Taking.State.READING)
    try:
        edition, said = _shelved(taking)
    except ReadError as error:
        _became(taking, Taking.State.FAILED, f"{error.what}. {error.hint}".strip())
        return
    with transaction.atomic():
        shelf.set_text(taking.reading, edition, by=taking.asked_by, now=clock.now())
        _became(taking, Taking.State.DONE, said)


def _shelved(taking: Taking) -> tuple[TextEdition, str]:
    """The text at the link, and what was not kept of it. Raises ``ReadError``."""
    group = taking.reading.session.series.group
    there = TextEdition.objects.filter(group=group, archived=False, link=taking.link).first()
    if there is not None:
        return there, ""
    fetched = fetch(taking.link, limit=LARGEST, seconds=SECONDS)
    text, problems = read_confined(fetched.data, fetched.name, media=fetched.media, address=fetched.address)
    if any(problem.code == "no-text" for problem in problems):
        raise ReadError("", "no text was found at this address", "Is it a page about the book? Upload the book itself.")
    # The link of the programme, not where it was redirected to: by that it is known again.
    brought = shelf.Brought(fetched.data, fetched.name, fetched.media, taking.link)
    edition = shelf.shelve(group, text, problems, brought, by=taking.asked_by, now=clock.now())
    told = [problem.words or problem.code for problem in problems]
    more = [f"… ({len(told)})"] if len(told) > MOST_SAID else []
    return edition, "\n".join([*told[:MOST_SAID], *more])


def _became(taking: Taking, state: Taking.State, said: str) -> None:
    Taking.objects.filter(pk=taking.pk).update(state=state, said=said)
