"""People with an account, and what they may do in a group."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from studycircle.store.models.programme import Group


class Person(AbstractUser):
    """Who signs in. Readers need no account: only organisers, and people who want one, have a row here.

    ``is_superuser`` marks an administrator of the instance: who founds groups and says who organises them. It opens
    no group: an administrator sees of a group what their right in it lets them see.

    ``language`` of the interface, one of the settings' ``LANGUAGES``; empty: what the browser asks for.
    """

    language = models.CharField(max_length=10, blank=True, default="")


class Right(models.TextChoices):
    """What a person is to a group. An editor writes notes and questions, and nothing else."""

    ORGANISER = "organiser", _("organiser")
    EDITOR = "editor", _("editor of notes")
    MEMBER = "member", _("member")


class Membership(models.Model):
    """A person's right in a group. Whoever was taken out has none, but a ``Departure`` that says what it was."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    right = models.CharField(max_length=20, choices=Right.choices, default=Right.MEMBER)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "group"], name="one_membership"),)

    def __str__(self) -> str:
        return f"{self.person} is {self.right} of {self.group}"


class Departure(models.Model):
    """What somebody was to a group who was taken out of it, so that it can be undone. It gives no right."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="departures")
    group = models.ForeignKey(Group, models.CASCADE, related_name="departures")
    right = models.CharField(max_length=20, choices=Right.choices)
    left_at = models.DateTimeField()

    class Meta:
        ordering = ("-left_at",)
        constraints = (models.UniqueConstraint(fields=["person", "group"], name="one_departure"),)

    def __str__(self) -> str:
        return f"{self.person} was {self.right} of {self.group}"


class Invitation(models.Model):
    """A right in a group held ready for whoever brings its link, once, until it is withdrawn or too old.

    ``email``: where it was sent; empty for one that was only copied.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    right = models.CharField(max_length=20, choices=Right.choices, default=Right.MEMBER)
    email = models.EmailField(blank=True, default="")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.right} of {self.group}"
