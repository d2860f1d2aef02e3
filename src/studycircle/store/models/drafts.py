"""An import on its way: what was pasted or uploaded, and what the reader made of it, until it is saved."""

from typing import Any

from django.db import models

from studycircle.documents.problem import Problem
from studycircle.documents.programme import Programme
from studycircle.store.fields import DocumentField, WordsField
from studycircle.store.models.people import Person
from studycircle.store.models.programme import Group, Series


class Draft(models.Model):
    """A programme an organiser is still correcting; nothing of it is public before it is saved.

    Without a group it founds one; without a series it makes a new one.
    ``source`` is the page as text, the lines ``programme.sources`` and ``problems`` point at.
    """

    class State(models.TextChoices):
        """How far it has come."""

        OPEN = "open", "to be corrected"
        SAVED = "saved", "saved"
        DISCARDED = "discarded", "put away"

    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="drafts")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="drafts")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="drafts")
    name = WordsField()  # of the file, or the address
    media = models.CharField(max_length=100, blank=True, default="")
    source = WordsField()
    read: Any = DocumentField(Programme)  # as the reader made it: what an import again is compared with
    programme: Any = DocumentField(Programme)  # as its organiser corrected it
    problems: Any = DocumentField(Problem, many=True, default=tuple)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
