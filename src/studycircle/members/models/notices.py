"""The mail to members: one row for each mail, before it is sent and after."""

from typing import Any

from django.db import models

from studycircle.members.models.members import Member
from studycircle.store.models import Session


class Notice(models.Model):
    """One mail to one member on one occasion: there is never a second row for the same, and so never a second mail.

    ``occasion`` names what it is about, and what would make it another ("session:12/2026-12-01T18:30"). ``data``: what
    the mail says beyond what can be looked up when it is sent; ``told``: the session as the mail told it. It is sent
    only until ``useful_until``. ``message_id`` stays the same at each try. A member who leaves takes their rows along.
    """

    class Kind(models.TextChoices):
        """What a mail is for."""

        CONFIRM = "confirm"
        REMINDER = "reminder"
        CHANGE = "change"
        RECAP = "recap"
        DIGEST = "digest"
        READING = "reading"
        SEAT = "seat"
        COMMENT = "comment"
        KINDLE = "kindle"

    class State(models.TextChoices):
        """Where it is on its way. Dropped: no longer useful, or not wanted any more, before it was sent."""

        QUEUED = "queued"
        IN_FLIGHT = "in flight"
        WAITING = "waiting to retry"
        SENT = "sent"
        REFUSED = "refused"
        DROPPED = "dropped"

    member = models.ForeignKey(Member, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    occasion = models.CharField(max_length=200)
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="notices")
    data: Any = models.JSONField(default=dict)
    told: Any = models.JSONField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    priority = models.SmallIntegerField(default=0)  # higher first: somebody may sit and wait for it
    run_after = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=36, blank=True, default="")
    held_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)  # sent, refused or dropped
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["occasion", "member", "kind"], name="one_notice"),)
        indexes = (
            models.Index(fields=["state", "run_after"], name="notice_due"),
            models.Index(fields=["session", "kind", "state"], name="notice_told"),
            models.Index(fields=["done_at"], name="notice_done"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.member}: {self.state}"
