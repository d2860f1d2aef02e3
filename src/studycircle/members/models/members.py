"""A mail address that hears from a group. No account is needed, and nobody but its organisers learns of it."""

from django.db import models

from studycircle.store.models import Group, Person

CODE = 22  # characters of a link's secret: 128 bits of chance in base 64


class Member(models.Model):
    """One address in one group, from the moment it was asked for until it leaves; then there is no row any more.

    ``email`` is as they wrote it; ``address`` the same in small letters, by which it is found. What they hear counts
    once they have confirmed. ``code`` is in the link of their own; a new one makes every older link useless.
    ``calendar``: the same for their private calendar, empty where they have none. ``refused_at``: a mail server said
    that this address takes no mail. ``trusted_at``: their comments need nobody's leave any more.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    email = models.EmailField()
    address = models.CharField(max_length=254)
    pseudonym = models.CharField(max_length=80)
    language = models.CharField(max_length=10, blank=True, default="")  # empty: the group's
    hears_reminders = models.BooleanField(default=True)
    hears_changes = models.BooleanField(default=True)
    hears_readings = models.BooleanField(default=False)
    hears_recaps = models.BooleanField(default=False)
    hears_comments = models.BooleanField(default=False)
    hears_digest = models.BooleanField(default=False)
    code = models.CharField(max_length=CODE, unique=True)
    calendar = models.CharField(max_length=CODE, blank=True, default="")
    kindle = models.EmailField(blank=True, default="")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="as_member")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    trusted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["group", "address"], name="one_member_of_an_address"),
            models.UniqueConstraint(
                fields=["calendar"], condition=~models.Q(calendar=""), name="one_member_of_a_calendar"
            ),
        )
        indexes = (models.Index(fields=["confirmed_at", "asked_at"], name="member_unconfirmed"),)

    def __str__(self) -> str:
        return f"member {self.pk} of {self.group}"  # for logs: nobody is named there
