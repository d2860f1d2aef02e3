"""What became of a programme, version by version: who, when, what, and all of it as it was.

A version is kept in pieces, each under a digest of what is in it: one piece for each session, and one that holds the
rest and names the sessions. So a version costs what its change costs, and the same words are kept once.
"""

from typing import Any

from django.db import models

from studycircle.documents.compare import Change
from studycircle.store.fields import DocumentField
from studycircle.store.models.drafts import Draft
from studycircle.store.models.people import Person
from studycircle.store.models.programme import Series


class OfProgramme(models.Model):
    """What belongs to the history of a series, or of a draft."""

    series = models.ForeignKey(Series, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True


class Version(OfProgramme):
    """A programme as it stood after one act. ``of``: the number of the version that was undone or restored.

    ``changes`` are the first of them, cut short, for a list; ``change_count`` is how many there were.
    """

    class Act(models.TextChoices):
        """What was done."""

        FOUND = "found", "as it stood"  # before its first change, or changed on another way than through the desk
        CHANGED = "changed", "changed"
        IMPORTED = "imported", "imported"
        UNDONE = "undone", "undone"
        RESTORED = "restored", "restored"

    number = models.PositiveIntegerField()
    act = models.CharField(max_length=20, choices=Act.choices, default=Act.CHANGED)
    of = models.PositiveIntegerField(null=True, blank=True)
    content = models.CharField(max_length=32)  # the digest of its first piece
    changes: Any = DocumentField(Change, many=True, default=tuple)
    change_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["series", "number"], name="version_of_series"),
            models.UniqueConstraint(fields=["draft", "number"], name="version_of_draft"),
        )

    def __str__(self) -> str:
        return f"version {self.number} of {self.series or self.draft}"

    @property
    def more(self) -> int:
        """How many changes there were beside those in ``changes``."""
        return int(self.change_count) - len(self.changes)


class Piece(OfProgramme):
    """A part of one or many versions: JSON, packed."""

    digest = models.CharField(max_length=32)
    packed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "digest"], name="piece_of_series"),
            models.UniqueConstraint(fields=["draft", "digest"], name="piece_of_draft"),
        )

    def __str__(self) -> str:
        return self.digest
