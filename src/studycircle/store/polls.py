"""What is done with polls; each in one transaction. Who answers brings a signed link, and nothing else.

A link is for one person, or shared: then each form it opens carries a new link of its own, which counts once it is
used, so that pressing twice is one answer and the answer can be changed. Nothing is kept by opening a link: the
programs that look through mail open them all.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from studycircle.documents import polling
from studycircle.documents import programme as documents
from studycircle.documents.polling import Count, Option
from studycircle.documents.programme import DateState, Programme
from studycircle.errors import WriteError
from studycircle.store import actions
from studycircle.store.history import Act
from studycircle.store.load import read_row
from studycircle.store.models import Answer, Person, Poll, Proposal, Session

SALT = "studycircle.poll"
LIFE = dt.timedelta(days=180)  # of a link
MOST_DATES, MOST_ANSWERS = 30, 500
SHARED, OWN, FRESH = "s", "o", "f"  # links: one for all, one made for a person, one a shared link has brought forth
PREFIX = 6  # characters of a shared link in those it brings forth: withdrawn, it takes the unused ones along

Slot = tuple[dt.date, dt.time | None]
Change = Callable[[Programme, str], Programme]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser wants asked. ``revision``: of the poll they saw; 0 for a new one."""

    dates: tuple[Slot, ...]
    words: str = ""
    hides_results: bool = False
    is_shared: bool = True
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A poll somebody brought a link of. ``code`` is their own; ``answer`` what they said before, if anything."""

    poll: Poll
    code: str
    kind: str
    answer: Answer | None = None

    @property
    def is_shared(self) -> bool:
        """Whether it is the link that is one for all."""
        return self.kind == SHARED


class _Signer(signing.TimestampSigner):
    """Signs as of ``at``: the same link each time it is shown."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(salt=SALT)
        self.at = at

    def timestamp(self) -> str:
        return signing.b62_encode(int(self.at.timestamp()))


def poll_of(session: Session) -> Poll | None:
    """The poll of that session, if there ever was one."""
    return Poll.objects.select_related("session__series__group").filter(session=session).first()


def is_open(poll: Poll) -> bool:
    """Whether people can answer: the session's date is still looked for. It is again where its choice is undone."""
    session = poll.session
    document = read_row(documents.Session, session)
    alive = not (session.archived or session.series.archived or session.series.group.archived)
    is_asked = session.state is DateState.PROPOSED and polling.may_be_asked(document)
    return alive and poll.closed_at is None and is_asked


def options(poll: Poll) -> tuple[Option, ...]:
    """The dates that are asked about, in order."""
    return tuple(Option(str(one.pk), one.date, one.time) for one in poll.proposals.filter(withdrawn=False))


def answers(poll: Poll) -> list[Answer]:
    """What was answered, first come first."""
    return list(poll.answers.filter(withdrawn_at=None).exclude(answered_at=None).order_by("answered_at", "pk"))


def count(poll: Poll) -> tuple[Count, ...]:
    """The dates with what was said to them."""
    return polling.tally(options(poll), (one.choices for one in answers(poll)))


@transaction.atomic
def ask(session: Session, asked: Asked, *, by: Person, now: dt.datetime) -> tuple[Poll, int | None]:
    """Ask people about those dates, for the first time or from now on; the poll, and the programme's new version.

    Dates left out are not asked about any more, but what was said to them comes back with them. Raises ``WriteError``
    where there are none or too many, the session has its date, or somebody changed the poll meanwhile.
    """
    if not 0 < len(set(asked.dates)) <= MOST_DATES:
        raise WriteError(_("A poll asks about one date at least and thirty at most"))
    poll, is_new = Poll.objects.get_or_create(session=session, defaults={"asked_at": now, "made_by": by})
    poll = _locked(poll)
    if asked.revision != (0 if is_new else poll.revision):
        raise _changed_meanwhile()
    poll.words, poll.hides_results = asked.words, asked.hides_results
    poll.shared = (poll.shared or secrets.token_urlsafe(16)) if asked.is_shared else ""
    if not is_new:
        poll.revision += 1
    if poll.closed_at is not None:
        poll.closed_at, poll.asked_at = None, now
    poll.save()
    _propose(poll, set(asked.dates))
    version = _change(poll, polling.looked_for, by, now)
    return _fresh(poll), version


def _propose(poll: Poll, dates: set[Slot]) -> None:
    known = {(one.date, one.time): one for one in poll.proposals.all()}
    for slot, proposal in known.items():
        if proposal.withdrawn == (slot in dates):
            proposal.withdrawn = not proposal.withdrawn
            proposal.save(update_fields=["withdrawn"])
    new = sorted(dates - set(known), key=lambda slot: (slot[0], slot[1] or dt.time.min))
    Proposal.objects.bulk_create(Proposal(poll=poll, date=date, time=time) for date, time in new)


@transaction.atomic
def close(poll: Poll, *, by: Person, now: dt.datetime) -> int | None:
    """Take no more answers; without a date the session is to be announced again."""
    poll = _locked(poll)
    poll.closed_at = poll.closed_at or now
    poll.revision += 1
    poll.save(update_fields=["closed_at", "revision"])
    return _change(poll, polling.not_looked_for, by, now, needs_asking=False)


@transaction.atomic
def open_again(poll: Poll, *, by: Person, now: dt.datetime) -> int | None:
    """Take answers once more, by the same links."""
    poll = _locked(poll)
    poll.closed_at, poll.asked_at = None, now
    poll.revision += 1
    poll.save(update_fields=["closed_at", "asked_at", "revision"])
    return _change(poll, polling.looked_for, by, now)


@transaction.atomic
def fix(poll: Poll, option: str, *, by: Person, now: dt.datetime) -> int | None:
    """Give the session that date; every surface follows, and the poll is over unless that is undone.

    Raises ``WriteError`` where the date is not asked about any more, or the session has got another.
    """
    poll = _locked(poll)
    chosen = next((one for one in options(poll) if one.key == option), None)
    if chosen is None:
        raise _changed_meanwhile()
    return _change(poll, lambda programme, key: polling.fixed(programme, key, chosen), by, now)


def _change(poll: Poll, change: Change, by: Person, now: dt.datetime, *, needs_asking: bool = True) -> int | None:
    key = poll.session.key

    def changed(programme: Programme) -> Programme:
        session = next((one for one in programme.series.sessions if one.key == key), None)
        if session is None or not polling.may_be_asked(session):
            if not needs_asking:
                return programme
            raise WriteError(_("This session has its date, or does not take place"), _("Look at it once more."))
        return change(programme, key)

    return actions.change_programme(poll.session.series, changed, now=now, act=Act(by)).version


def _locked(poll: Poll) -> Poll:
    """The poll as it stands, kept so: of two acts at once the second sees the first."""
    Poll.objects.select_for_update().get(pk=poll.pk)
    return _fresh(poll)


def _fresh(poll: Poll) -> Poll:
    return Poll.objects.select_related("session__series__group").get(pk=poll.pk)


def _changed_meanwhile() -> WriteError:
    return WriteError(_("Somebody changed this meanwhile, so nothing was changed"), _("Look again, and decide."))


# Links.


@transaction.atomic
def make_links(poll: Poll, labels: Sequence[str], *, now: dt.datetime) -> list[Answer]:
    """A link for each of ``labels``, which may be empty. Raises ``WriteError`` where there would be too many."""
    poll = _locked(poll)
    _keep_below(poll, len(labels))
    rows = [Answer(poll=poll, code=secrets.token_urlsafe(16), label=label, made_at=now) for label in labels]
    return Answer.objects.bulk_create(rows)


def withdraw_link(poll: Poll, pk: int, *, now: dt.datetime | None) -> None:
    """Let the link, and what was answered by it, no longer count; without ``now`` let it count again."""
    Answer.objects.filter(poll=poll, pk=pk).update(withdrawn_at=now)


def _keep_below(poll: Poll, more: int) -> None:
    if poll.answers.count() + more > MOST_ANSWERS:
        raise WriteError(_("This poll has as many answers as it can take"), _("Write to the organisers instead."))


def shared_token(poll: Poll) -> str:
    """What the link for all carries."""
    return _Signer(poll.asked_at).sign(f"{SHARED}{poll.pk}.{poll.shared}")


def own_token(answer: Answer) -> str:
    """What the link of one person carries."""
    return _Signer(answer.made_at).sign(f"{OWN}{answer.poll_id}.{answer.code}")


def fresh_token(opened: Opened, *, now: dt.datetime) -> str:
    """What a form carries that was opened by the shared link: a link of its own, or the one it has."""
    code = opened.poll.shared[:PREFIX] + secrets.token_urlsafe(16) if opened.is_shared else opened.code
    return _Signer(now).sign(f"{FRESH}{opened.poll.pk}.{code}")


def opened(token: str, *, now: dt.datetime) -> Opened | None:
    """The poll of that link, open or over; ``None`` where the link is not ours, withdrawn, or too old."""
    try:
        words, __, stamp = signing.Signer(salt=SALT).unsign(token).rpartition(":")
        made_at = dt.datetime.fromtimestamp(signing.b62_decode(stamp), dt.UTC)
    except (signing.BadSignature, ValueError, OverflowError):
        return None
    kind, (number, __, code) = words[:1], words[1:].partition(".")
    if now - made_at > LIFE:
        return None
    rows = Poll.objects.select_related("session__series__group").filter(pk=int(number))
    poll = rows.filter(session__series__archived=False, session__series__group__archived=False).first()
    if poll is None:
        return None
    if kind == SHARED:
        return Opened(poll, code, kind) if poll.shared == code else None
    answer = poll.answers.filter(code=code).first()
    if answer is None:
        is_new = kind == FRESH and bool(poll.shared) and code.startswith(poll.shared[:PREFIX])
        return Opened(poll, code, kind) if is_new else None
    return Opened(poll, code, kind, answer) if answer.withdrawn_at is None else None


@transaction.atomic
def answer(opened: Opened, choices: Mapping[str, str], name: str, remark: str, *, now: dt.datetime) -> Answer:
    """Keep what somebody answers, in place of what they answered before by the same link.

    Raises ``WriteError`` where the poll is over, the link was withdrawn, or there are too many answers.
    """
    poll = _locked(opened.poll)
    if not is_open(poll):
        raise WriteError(_("This poll is over, so your answer was not kept"))
    row = Answer.objects.filter(poll=poll, code=opened.code).first()
    if row is None:
        if opened.kind != FRESH or not poll.shared:
            raise WriteError(_("This link is no longer good"), _("Ask the organisers for another one."))
        _keep_below(poll, 1)
        row = Answer(poll=poll, code=opened.code, made_at=now)
    if row.withdrawn_at is not None:
        raise WriteError(_("This link is no longer good"), _("Ask the organisers for another one."))
    asked = {one.key for one in options(poll)}
    kept = {key: choice for key, choice in row.choices.items() if key not in asked}  # to dates that were left out
    row.choices = kept | {key: choice for key, choice in choices.items() if key in asked}
    row.name, row.remark, row.answered_at = name, remark, now
    row.save()
    return row
