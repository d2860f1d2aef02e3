"""How often somebody did something: enough to stop them overdoing it, too little to tell who it was."""

from django.db import models


class Attempt(models.Model):
    """One time somebody did what has a limit. ``key``: a keyed hash of what was done and by whom; gone within days."""

    key = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["key", "at"], name="attempt_key"),
            models.Index(fields=["at"], name="attempt_at"),
        )

    def __str__(self) -> str:
        return f"{self.key} at {self.at}"
