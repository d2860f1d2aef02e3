"""What is planned of a session's mail, and of a group's weekly letter: one row each, with when it is due."""

import datetime as dt
from typing import Any

from django.db import models

from studycircle.documents.notices import DAYS, HOUR
from studycircle.store.models import Group, Session


class Reminder(models.Model):
    """The mail of one session, drafted when the session is saved. The organiser may change words, day and hour.

    ``known`` is the session as people know it: told so in public, or by mail. What is due has a time: ``due_at`` the
    reminder, ``change_at`` what is different from ``known``, ``readings_at`` readings that can be had now beyond those
    in ``readings``, ``recap_at`` what was said. Without a time nothing is due, and nothing is looked at.
    ``reminded_of``: the date that was reminded of; only another one is reminded of again.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="reminder")
    words = models.TextField(blank=True, default="")
    days = models.PositiveSmallIntegerField(default=DAYS)
    hour = models.TimeField(default=HOUR)
    is_off = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_of = models.DateField(null=True, blank=True)
    known: Any = models.JSONField(default=dict)
    change_at = models.DateTimeField(null=True, blank=True)
    changed_first_at = models.DateTimeField(null=True, blank=True)  # the first of the changes that wait
    readings: Any = models.JSONField(default=list)
    readings_at = models.DateTimeField(null=True, blank=True)
    recap_at = models.DateTimeField(null=True, blank=True)
    recapped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = tuple(
            models.Index(fields=[name], condition=models.Q(**{f"{name}__isnull": False}), name=f"reminder_{name}")
            for name in ("due_at", "change_at", "readings_at", "recap_at")
        )

    def __str__(self) -> str:
        return f"the mail of {self.session}"


class Digest(models.Model):
    """When a group's weekly letter goes out: the day of the week (0 is Monday) and the local hour."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="digest")
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.TimeField(default=dt.time(8))
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"the week of {self.group}"
