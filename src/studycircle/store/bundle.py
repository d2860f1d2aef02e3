"""What belongs to a group and stands in no programme, from rows and back to rows (``documents/bundle.py``).

Files are named as ``store/files.py`` names them; whoever packs a bundle gives them other names for the way.
"""

import secrets
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Model

from studycircle.documents import programme as documents
from studycircle.documents.bundle import (
    KeptAnswer,
    KeptChoice,
    KeptEdition,
    KeptLook,
    KeptPoll,
    KeptProposal,
    KeptSeries,
    KeptShelf,
    KeptText,
    KeptVersion,
    KeptWork,
)
from studycircle.documents.keys import new_key
from studycircle.documents.programme import Programme
from studycircle.errors import WriteError
from studycircle.store.fields import DocumentField
from studycircle.store.load import column_names, read_row
from studycircle.store.models import (
    Answer,
    Group,
    Person,
    Poll,
    PrintLook,
    Proposal,
    Series,
    Session,
    TextEdition,
    TextVersion,
    Version,
    Work,
)
from studycircle.store.shelf import ABOUT, newest
from studycircle.store.signals import text_changed

EDITION = (*ABOUT, "rights", "licence", "link", "archived")
TEXT = ("number", "source", "text", "taken_at", "name", "media", "problems", "retaken")
POLL = ("asked_at", "words", "hides_results", "closed_at")
ANSWER = ("made_at", "label", "name", "remark", "answered_at", "withdrawn_at")
LOOK = ("picture", "alternative", "layout", "paper")
SOUND = (DocumentField, JSONField)  # their values were built by their types
VERSION = ("number", "act", "content", "made_at", "of", "changes", "change_count")


# From rows.


def shelf_of(group: Group, keys: Collection[str] | None = None, *, newest_only: bool = False) -> KeptShelf:
    """The shelf of ``group``, or of it the editions of ``keys``; all versions of their texts, or the newest."""
    rows = TextEdition.objects.filter(group=group).select_related("work").order_by("position", "pk")
    if keys is not None:
        rows = rows.filter(key__in=keys)
    works: dict[str, KeptWork] = {}
    editions = []
    for row in rows.prefetch_related("versions"):
        work = row.work
        works[work.key] = KeptWork(work.key, work.title, work.author)
        versions = list(row.versions.all())  # the newest first
        kept = tuple(taken(one, KeptText, TEXT) for one in reversed(versions[: 1 if newest_only else None]))
        editions.append(taken(row, KeptEdition, EDITION, key=row.key, work=work.key, versions=kept))
    return KeptShelf(tuple(works.values()), tuple(editions))


def kept_series(series: Series) -> KeptSeries:
    """What belongs to ``series`` beside its programme."""
    gone = Session.objects.filter(series=series, archived=True).order_by("position", "pk")
    look = PrintLook.objects.filter(series=series).first()
    polls = Poll.objects.filter(session__series=series, session__archived=False).select_related("session")
    return KeptSeries(
        gone=tuple(read_row(documents.Session, one) for one in gone),
        polls=tuple(map(_kept_poll, polls.order_by("session__position", "pk"))),
        look=taken(look, KeptLook, LOOK) if look else None,
        versions=tuple(taken(one, KeptVersion, VERSION) for one in series.versions.order_by("number")),
    )


def _kept_poll(poll: Poll) -> KeptPoll:
    rows = list(poll.proposals.all())
    places = {str(row.pk): place for place, row in enumerate(rows)}
    answers = tuple(
        taken(
            row,
            KeptAnswer,
            ANSWER,
            choices=tuple(KeptChoice(places[key], said) for key, said in row.choices.items() if key in places),
        )
        for row in poll.answers.all()
    )
    proposals = tuple(KeptProposal(row.date, row.time, row.withdrawn) for row in rows)
    more = {"session": poll.session.key, "is_shared": bool(poll.shared), "proposals": proposals, "answers": answers}
    kept: KeptPoll = taken(poll, KeptPoll, POLL, **more)
    return kept


def taken(row: Model, kind: type[Any], names: Collection[str], **more: Any) -> Any:
    """A ``kind`` with the values ``row`` has under ``names``, and ``more``."""
    return kind(**{name: getattr(row, name) for name in names}, **more)


# To rows. All inside the caller's transaction.


def put_on_shelf(group: Group, shelf: KeptShelf, *, by: Person | None) -> dict[str, str]:
    """Put ``shelf`` on that of ``group``; the keys its editions have there, by those they had.

    A text that stands there already, under the same key and in the same words, is not put there twice. Raises
    ``WriteError`` for what no row can hold.
    """
    works = {one.key: one for one in shelf.works}
    there: dict[str, Work] = {}
    keys: dict[str, str] = {}
    for kept in shelf.editions:
        row = TextEdition.objects.filter(group=group, key=kept.key).first()
        if row is None or newest(row).text != kept.versions[-1].text:
            if kept.work not in there:
                there[kept.work] = _work(group, works[kept.work])
            row = _edition(group, there[kept.work], kept, by)
        keys[kept.key] = row.key
    return keys


def _work(group: Group, kept: KeptWork) -> Work:
    same = Work.objects.filter(group=group, key=kept.key, title=kept.title, author=kept.author).first()
    if same is not None:
        return same
    taken = set(Work.objects.filter(group=group).values_list("key", flat=True))
    work = Work(group=group, key=_free(kept.key, taken, "work"), title=kept.title, author=kept.author)
    work.position = len(taken)
    saved(work)
    return work


def _edition(group: Group, work: Work, kept: KeptEdition, by: Person | None) -> TextEdition:
    taken = {"new"} | set(TextEdition.objects.filter(group=group).values_list("key", flat=True))
    edition = TextEdition(group=group, work=work, key=_free(kept.key, taken, "text"), position=len(taken))
    fill(edition, kept, EDITION)
    saved(edition)
    for one in kept.versions:
        version = TextVersion(edition=edition, taken_by=by)
        fill(version, one, TEXT)
        saved(version)
    text_changed.send(TextEdition, edition=edition)
    return edition


def _free(key: str, taken: Collection[str], otherwise: str) -> str:
    return key if key not in taken else new_key(key, taken, otherwise)


def put_series(series: Series, kept: KeptSeries) -> None:
    """Give ``series``, which was just made and has its sessions, what belongs to it; its history too, but not the
    pieces of it (``store/history.py``). Raises ``WriteError`` for what no row can hold."""
    for place, gone in enumerate(kept.gone):
        row = Session(series=series, archived=True, position=place)
        fill(row, gone, column_names(documents.Session, Session))
        saved(row)
    sessions = {row.key: row for row in Session.objects.filter(series=series, archived=False)}
    for poll in kept.polls:
        if poll.session not in sessions:
            raise WriteError(f"a poll asks about “{poll.session}”, which is no session")
        _put_poll(sessions[poll.session], poll)
    if kept.look is not None:
        look = PrintLook(series=series)
        fill(look, kept.look, LOOK)
        saved(look)
    for one in kept.versions:
        version = Version(series=series)
        fill(version, one, VERSION)
        saved(version)


def _put_poll(session: Session, kept: KeptPoll) -> None:
    poll = Poll(session=session, shared=secrets.token_urlsafe(16) if kept.is_shared else "")
    fill(poll, kept, POLL)
    saved(poll)
    proposals = []
    for one in kept.proposals:
        proposal = Proposal(poll=poll)
        fill(proposal, one, ("date", "time", "withdrawn"))
        proposals.append(saved(proposal))
    for said in kept.answers:
        answer = Answer(poll=poll, code=secrets.token_urlsafe(16))  # by a new link: the old one led elsewhere
        fill(answer, said, ANSWER)
        answer.choices = {
            str(proposals[one.proposal].pk): one.choice for one in said.choices if one.proposal in range(len(proposals))
        }
        saved(answer)


def carry_on(series: Series, programme: Programme) -> None:
    """Let no session of ``series`` count less often changed than ``programme`` says it was: calendars know of it."""
    said = {one.key: one for one in programme.series.sessions}
    for row in Session.objects.filter(series=series, key__in=said):
        if row.sequence < said[row.key].sequence:
            row.sequence, row.changed = said[row.key].sequence, said[row.key].changed
            row.save(update_fields=["sequence", "changed"])


def fill(row: Model, kept: Any, names: Collection[str]) -> None:
    """Give ``row`` the values ``kept`` has under ``names``."""
    for name in names:
        setattr(row, name, getattr(kept, name))


def saved(row: Any) -> Any:
    """``row``, saved; what its columns cannot hold is refused first, which SQLite would not do: ``WriteError``."""
    sound = [field.name for field in row._meta.concrete_fields if field.is_relation or isinstance(field, SOUND)]
    try:
        row.clean_fields(exclude=sound)
    except ValidationError as error:
        field, words = next(iter(error.message_dict.items()))
        raise WriteError(f"{row._meta.verbose_name}: “{field}” cannot be that: {words[0]}") from error
    row.save(force_insert=True)
    return row
