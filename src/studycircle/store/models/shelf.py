"""The shelf of a group: works, the editions it has of them, and every version of their texts.

The bytes lie in content-addressed files (``store/files.py``); rows hold their names.
"""

from typing import Any

from django.db import models

from studycircle.documents.problem import Problem
from studycircle.documents.programme import Copy, Extract, Rights
from studycircle.documents.retake import Retaken
from studycircle.store.fields import DocumentField, EnumField, WordsField
from studycircle.store.models.people import Person
from studycircle.store.models.programme import Group, Row, Series


class Work(Row):
    """What somebody wrote, whatever the translation or the file."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="works")
    title = WordsField()
    author = WordsField()

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["group", "key"], name="work_key"),)


class TextEdition(Row):
    """One edition of a work that the group reads in: a translation, a printing. Readings name it by its key.

    ``licence`` is what a page of it says of its rights; ``link`` the address it was taken from. ``extracts`` is
    derived: what copies there are, written when they have been made. ``made`` of ``to_make`` tells how far that is.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="text_editions")
    work = models.ForeignKey(Work, models.PROTECT, related_name="editions")
    title = WordsField()
    author = WordsField()
    translator = WordsField()
    year = WordsField()
    language = WordsField()
    rights = EnumField(Rights, default=Rights.MEMBERS)
    licence = WordsField()
    link = WordsField()
    extracts: Any = DocumentField(Extract, many=True, default=tuple)
    made = models.PositiveIntegerField(default=0)
    to_make = models.PositiveIntegerField(default=0)
    failure = WordsField()  # why a copy could not be made, in words for the organiser
    baked = models.CharField(max_length=64, blank=True, default="")  # what the copies were made of

    class Meta(Row.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=["group", "key"], name="text_edition_key"),)


class TextVersion(models.Model):
    """The text of an edition as it was taken in once; the highest number is the one that is read.

    ``source`` and ``text`` are the names of files in the store: what was brought, and what the reader made of it.
    """

    edition = models.ForeignKey(TextEdition, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=64)
    text = models.CharField(max_length=64)
    name = WordsField()
    media = WordsField()
    problems: Any = DocumentField(Problem, many=True, default=tuple)
    retaken: Any = DocumentField(Retaken, default=Retaken)  # what became of the numbers of the version before
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["edition", "number"], name="text_version_number"),)

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"


class CourseBook(models.Model):
    """The whole of a series in one book, for one audience; ``copies`` is derived, written when they have been made."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="course_books")
    audience = models.CharField(max_length=20)
    copies: Any = DocumentField(Copy, many=True, default=tuple)
    needs = models.CharField(max_length=64, blank=True, default="")  # what they were made of

    class Meta:
        constraints = (models.UniqueConstraint(fields=["series", "audience"], name="course_book"),)

    def __str__(self) -> str:
        return f"{self.series} for {self.audience}"
