"""Dates a group asks its people about, and what they answer by signed link, without an account."""

from typing import Any

from django.db import models

from studycircle.store.models.people import Person
from studycircle.store.models.programme import Session

CODE = 40  # characters of what makes a link one of its own; at least 128 bits of them are chance


class Poll(models.Model):
    """People are asked when one session suits them. Whether they can still answer is asked of its session too.

    ``shared``: what is in the link that is one for all; empty: there is none. ``revision`` counts what organisers
    changed, so that nobody overwrites what they have not seen.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="poll")
    words = models.CharField(max_length=500, blank=True, default="")  # what the organiser says to those asked
    hides_results = models.BooleanField(default=False)  # until it is over
    shared = models.CharField(max_length=CODE, blank=True, default="")
    asked_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"when {self.session} suits"


class Proposal(models.Model):
    """One date of a poll. ``withdrawn``: not asked about any more; what was said to it is kept."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="proposals")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)  # none: the usual one
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("date", "time", "pk")
        constraints = (
            models.UniqueConstraint(fields=["poll", "date", "time"], name="proposal"),
            models.UniqueConstraint(
                fields=["poll", "date"], condition=models.Q(time=None), name="proposal_at_usual_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.time or ''}".strip()


class Answer(models.Model):
    """A link of one person's own, and what they answered by it: one row, however often it is sent.

    ``label``: what the organiser calls whoever gets the link, and nobody else sees; ``name`` what they call
    themselves. ``choices``: by the id of a proposal.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="answers")
    code = models.CharField(max_length=CODE)
    label = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=80, blank=True, default="")
    remark = models.CharField(max_length=500, blank=True, default="")
    choices: Any = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["poll", "code"], name="one_answer_of_a_link"),)

    def __str__(self) -> str:
        return self.name or self.label or str(self.pk)
