"""What is known of the addresses a group's programmes link to: whether they answer, and since when not."""

from django.db import models

from studycircle.store.fields import WordsField
from studycircle.store.models.programme import Group, Series


class Link(models.Model):
    """An address that programmes of a group link to, and how its server answered last.

    ``digest`` names the address within the group. ``status``: the number the server answered with; none where there
    was no answer, and then ``words`` says why. ``failures``: in a row; ``failing_since``: when what it suffers from
    began. Until ``quiet_until`` an organiser wants to hear nothing of it. ``series``: those that link to it.
    """

    class State(models.TextChoices):
        """Whether it leads anywhere."""

        UNKNOWN = "unknown", "not looked at yet"
        GOOD = "good", "answers"
        DOUBTFUL = "doubtful", "may not answer, or cannot be checked"
        BROKEN = "broken", "does not answer"

    group = models.ForeignKey(Group, models.CASCADE, related_name="links")
    series = models.ManyToManyField(Series, related_name="links")
    address = WordsField()
    digest = models.CharField(max_length=32)
    host = models.CharField(max_length=253, blank=True, default="")
    state = models.CharField(max_length=20, choices=State.choices, default=State.UNKNOWN)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    words = WordsField()
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    quiet_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["group", "digest"], name="link_address"),)
        indexes = (
            models.Index(fields=["next_at"], name="link_due"),
            models.Index(fields=["host", "checked_at"], name="link_host"),
        )

    def __str__(self) -> str:
        return f"{self.address} ({self.state})"
