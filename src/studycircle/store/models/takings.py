"""Readings on their way from a link to the shelf."""

from django.db import models

from studycircle.store.fields import WordsField
from studycircle.store.models.people import Person
from studycircle.store.models.programme import Reading


class Taking(models.Model):
    """An organiser asked that a reading be taken in from its link; what became of it.

    A failed one leaves the link as it was, and ``said`` says why; of one that is done ``said`` tells what was not kept.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "waiting"
        READING = "reading", "being read"
        DONE = "done", "on the shelf"
        FAILED = "failed", "could not be taken in"

    reading = models.OneToOneField(Reading, models.CASCADE, related_name="taking")
    link = WordsField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    said = WordsField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return f"{self.reading} from {self.link}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being read."""
        return self.state in (self.State.WAITING, self.State.READING)
