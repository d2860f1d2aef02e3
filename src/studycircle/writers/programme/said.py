"""What people said on a session, as its page shows it: threads under what they are about, every text ready."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from studycircle.documents.discussion import Comment, Said, Thread
from studycircle.documents.programme import Programme, Session
from studycircle.documents.schedule import zone_of
from studycircle.documents.spoken import Passage, Run, passages
from studycircle.writers.programme.entries import asked_entries
from studycircle.writers.programme.links import Link, outward
from studycircle.writers.programme.pinned import paragraph_page
from studycircle.writers.programme.words import Words

ParagraphHref = Callable[[str], str]  # the address of the paragraph of that number, or ""


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment with what can be done with it."""

    anchor: str
    name: str
    when: str
    machine_when: str
    is_edited: bool
    is_withdrawn: bool
    to: str
    paragraph: Link | None
    body: SafeString
    answer: str  # where to answer it, "" where nobody can
    report: str
    answers: tuple["CommentEntry", ...]


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A thread under what it is about; the session itself has no heading."""

    about: Link | None
    comments: tuple[CommentEntry, ...]
    is_locked: bool


@dataclass(frozen=True, slots=True)
class SaidEntry:
    """All that was said on a session, and the way to say more."""

    threads: tuple[ThreadEntry, ...]
    say: str


def said_entry(programme: Programme, session: Session, said: Said, words: Words, up: str) -> SaidEntry | None:
    """What was said on ``session``, for a page ``up`` from the group's folder; ``None`` if there is nothing to show."""
    here = said.on(session.key)
    keys = [*(one.key for one in session.readings), *(one.key for one in session.questions)]
    order = {"": 0, **{key: at for at, key in enumerate(keys, 1)}}
    threads = sorted(here.threads, key=lambda one: order.get(one.reading or one.question, 0))
    shown = tuple(
        _thread(programme, session, thread, said.address, words, up)
        for thread in threads
        if thread.comments or thread.is_locked
    )
    whole = any(one.is_locked and not one.reading and not one.question for one in here.threads)
    say = f"{said.address}{session.key}/" if said.address and not whole else ""
    return SaidEntry(shown, say) if shown or say else None


def comment_html(words: str, href_of: ParagraphHref = lambda number: "") -> SafeString:
    """A comment's words as HTML: paragraphs, quotations, links, and the numbers of paragraphs as links."""
    made: list[str] = []
    depth = 0
    for passage in passages(words):
        made.append("<blockquote>" * (passage.depth - depth) or "</blockquote>" * (depth - passage.depth))
        depth = passage.depth
        made.append(_paragraph(passage, href_of))
    return mark_safe("".join(made) + "</blockquote>" * depth)  # noqa: S308 - every run was escaped


def _paragraph(passage: Passage, href_of: ParagraphHref) -> str:
    lines = ("".join(_run(run, href_of) for run in line) for line in passage.lines)
    return f'<p dir="auto">{"<br>".join(lines)}</p>'


def _run(run: Run, href_of: ParagraphHref) -> str:
    said = escape(run.words)
    if run.link and (href := outward(run.link)):
        return f'<a href="{escape(href)}" rel="nofollow ugc noopener">{said}</a>'
    if run.number and (href := href_of(run.number)):
        return f'<a href="{escape(href)}">{said}</a>'
    return said


def _thread(programme: Programme, session: Session, thread: Thread, address: str, words: Words, up: str) -> ThreadEntry:
    def href_of(number: str) -> str:
        return paragraph_page(session, programme.shelf, number, up, reading=thread.reading)

    base = f"{address}{session.key}/" if address else ""
    zone = zone_of(programme)

    def entry(comment: Comment) -> CommentEntry:
        when = comment.at.astimezone(zone) if comment.at else None
        pinned = f"¶\N{NO-BREAK SPACE}{comment.paragraph}" if comment.paragraph else ""
        is_open = bool(base) and not comment.is_withdrawn
        return CommentEntry(
            anchor=f"c-{comment.key}",
            name=comment.name or words.gettext("no name"),
            when=words.moment(when.date(), when.time(), year=True) if when else "",
            machine_when=when.isoformat(timespec="minutes") if when else "",
            is_edited=comment.is_edited,
            is_withdrawn=comment.is_withdrawn,
            to=comment.to,
            paragraph=Link(pinned, href_of(comment.paragraph)) if pinned else None,
            body=comment_html(comment.words, href_of),
            answer=f"{base}?to={comment.key}" if is_open and not thread.is_locked else "",
            report=f"{base}{comment.key}/report/" if is_open else "",
            answers=tuple(entry(one) for one in comment.answers),
        )

    comments = tuple(entry(one) for one in thread.comments)
    return ThreadEntry(about_link(programme, session, thread, words, up), comments, thread.is_locked)


def about_link(programme: Programme, session: Session, thread: Thread, words: Words, up: str) -> Link | None:
    """What a thread is about, with where on the session's page it stands; ``None``: the session itself, or something
    that is not there any more."""
    for reading in session.readings:
        if reading.key == thread.reading:
            return Link(words.gettext("On “%(title)s”") % {"title": reading.title}, "#readings")
    asked = zip(session.questions, asked_entries(programme, session, words, up), strict=True)
    for question, entry in asked if thread.question else ():
        if question.key == thread.question:
            return Link(words.gettext("On question %(number)s") % {"number": entry.number}, f"#{entry.anchor}")
    return None
