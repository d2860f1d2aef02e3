"""The tables of a programme: one for each dataclass that has a key, with a column for each of its fields.

``tests/store/test_models.py`` compares the names, so that a field added to the documents is not forgotten here.
A key is unique among its siblings for ever: rows are archived, never deleted, and come back under their key.
"""

import datetime as dt
from typing import Any

from django.db import models

from studycircle.documents import programme as documents
from studycircle.documents.keys import LONGEST_KEPT
from studycircle.documents.programme import Audience, DateState, Kind, Role
from studycircle.documents.schedule import SeriesSummary
from studycircle.store.fields import DocumentField, EnumField, WordsField


class Row(models.Model):
    """What every row of a programme has beside the fields of its dataclass."""

    key = models.SlugField(max_length=LONGEST_KEPT)
    position = models.PositiveIntegerField(default=0)  # among its siblings
    archived = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.key)


class Group(Row):
    """A reading group."""

    name = WordsField()
    language = WordsField(default="en")
    zone = WordsField(default="UTC")
    country = WordsField()
    region = WordsField()
    summary = WordsField()
    accent = WordsField()
    # The host at which its site stands by itself, "reading.example.org". A matter of this installation, not of the
    # group's document.
    domain = models.CharField(max_length=253, blank=True, default="")

    class Meta(Row.Meta):
        abstract = False
        constraints = (
            models.UniqueConstraint(fields=["key"], name="group_key"),
            models.UniqueConstraint(fields=["domain"], condition=~models.Q(domain=""), name="group_domain"),
        )


class Series(Row):
    """A run of sessions of a group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="series")
    uid = WordsField(unique=True)
    title = WordsField()
    summary = WordsField()
    language = WordsField()
    zone = WordsField()
    slot = DocumentField(documents.Slot, default=documents.Slot)
    place = DocumentField(documents.Place, default=documents.Place)
    taken_off = models.DateTimeField(null=True, blank=True)  # when it was archived
    # What the group's page says of it: derived, public, written at each bake.
    shown: Any = DocumentField(SeriesSummary, null=True, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name_plural = "series"
        constraints = (models.UniqueConstraint(fields=["group", "key"], name="series_key"),)


class Contact(Row):
    """Whom to ask about a series."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="contacts")
    name = WordsField()
    phone = WordsField()
    email = WordsField()
    url = WordsField()
    audience = EnumField(Audience, default=Audience.MEMBERS)

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["series", "key"], name="contact_key"),)


class Session(Row):
    """One row of the schedule. Its date and time are local to the series' zone."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="sessions")
    title = WordsField()
    number = WordsField()
    kind = EnumField(Kind, default=Kind.MEETING)
    state = EnumField(DateState, default=DateState.TBA)
    date = models.DateField(null=True, blank=True)
    time = models.TimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    date_words = WordsField()
    moved_from = models.DateField(null=True, blank=True)
    place = DocumentField(documents.Place, null=True, blank=True)
    room = WordsField()
    leader = WordsField()
    summary = WordsField()
    status_note = WordsField()
    record = WordsField()
    sequence = models.PositiveIntegerField(default=0)
    changed: "models.DateTimeField[dt.datetime | None, dt.datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["series", "key"], name="session_key"),)
        indexes = (models.Index(fields=["series", "date"], name="session_date"),)


class Reading(Row):
    """A work, or part of one, set for a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="readings")
    title = WordsField()
    author = WordsField()
    role = EnumField(Role, default=Role.MAIN)
    part = WordsField()
    translator = WordsField()
    year = WordsField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    note = WordsField()
    text = WordsField()

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["session", "key"], name="reading_key"),)


class Edition(Row):
    """One form in which a reading can be had."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="editions")
    format = WordsField()
    link = WordsField()
    file = WordsField()
    size = models.PositiveBigIntegerField(null=True, blank=True)
    label = WordsField()
    language = WordsField()
    audience = EnumField(Audience, default=Audience.PUBLIC)

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["reading", "key"], name="edition_key"),)


class OfSeriesOrSession(Row):
    """What hangs on a session, or on the series itself where ``session`` is empty."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="%(class)ss")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="%(class)ss")

    class Meta(Row.Meta):
        abstract = True
        constraints = (
            models.UniqueConstraint(fields=["session", "key"], name="%(class)s_key_in_session"),
            models.UniqueConstraint(
                fields=["series", "key"], condition=models.Q(session=None), name="%(class)s_key_in_series"
            ),
        )


class Note(OfSeriesOrSession):
    """A study note."""

    title = WordsField()
    body = WordsField()
    audience = EnumField(Audience, default=Audience.PUBLIC)

    class Meta(OfSeriesOrSession.Meta):
        abstract = False


class Attachment(OfSeriesOrSession):
    """A file or page that belongs here but is not a reading."""

    title = WordsField()
    link = WordsField()
    file = WordsField()
    format = WordsField()
    size = models.PositiveBigIntegerField(null=True, blank=True)
    audience = EnumField(Audience, default=Audience.PUBLIC)

    class Meta(OfSeriesOrSession.Meta):
        abstract = False


class Question(Row):
    """A study question of a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="questions")
    number = WordsField()
    text = WordsField()
    quotations = DocumentField(documents.Quotation, many=True, default=tuple)
    parts = DocumentField(documents.Part, many=True, default=tuple)
    close = WordsField()
    heading = WordsField()
    bring = models.BooleanField(default=False)

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["session", "key"], name="question_key"),)
