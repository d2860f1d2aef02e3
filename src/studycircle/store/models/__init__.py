"""All tables of the store."""

from studycircle.store.models.attention import Fine
from studycircle.store.models.drafts import Draft
from studycircle.store.models.history import Piece, Version
from studycircle.store.models.jobs import Job
from studycircle.store.models.links import Link
from studycircle.store.models.people import Departure, Invitation, Membership, Person, Right
from studycircle.store.models.pins import PinSearch
from studycircle.store.models.polls import Answer, Poll, Proposal
from studycircle.store.models.prints import PrintLook
from studycircle.store.models.programme import (
    Attachment,
    Contact,
    Edition,
    Group,
    Note,
    Question,
    Reading,
    Series,
    Session,
)
from studycircle.store.models.shelf import CourseBook, TextEdition, TextVersion, Work
from studycircle.store.models.takings import Taking

__all__ = [
    "Answer",
    "Attachment",
    "Contact",
    "CourseBook",
    "Departure",
    "Draft",
    "Edition",
    "Fine",
    "Group",
    "Invitation",
    "Job",
    "Link",
    "Membership",
    "Note",
    "Person",
    "Piece",
    "PinSearch",
    "Poll",
    "PrintLook",
    "Proposal",
    "Question",
    "Reading",
    "Right",
    "Series",
    "Session",
    "Taking",
    "TextEdition",
    "TextVersion",
    "Version",
    "Work",
]
