"""Who comes to a session, and how many can."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studycircle.members.models.members import Member
from studycircle.store.models import Session


class Seating(models.Model):
    """How many can come to a session in person; without a row there is room for everybody."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="seating")
    seats = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.seats} seats at {self.session}"


class Reply(models.Model):
    """What a member answered for a session: one row, however often they change their mind.

    ``is_waiting``: they would come, and there was no seat; whoever waits longest (``answered_at``) moves up first.
    ``attended``: as an organiser ticked it; ``None``: nobody did.
    """

    class Answer(models.TextChoices):
        """Will they come?"""

        YES = "yes", _("yes")
        ONLINE = "online", _("online")
        NO = "no", _("no")

    session = models.ForeignKey(Session, models.CASCADE, related_name="replies")
    member = models.ForeignKey(Member, models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    is_waiting = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("answered_at", "pk")
        constraints = (models.UniqueConstraint(fields=["session", "member"], name="one_reply"),)

    def __str__(self) -> str:
        return f"{self.member}: {self.answer} to {self.session}"
