"""How a series looks on paper: what its organisers chose, and the picture they brought."""

from django.db import models

from studycircle.store.fields import WordsField
from studycircle.store.models.programme import Series


class PrintLook(models.Model):
    """The print set of a series. ``picture``: the name of a file of the store, "" for none; ``alternative``: what it
    shows, for who cannot see it. ``paper``: "" is the usual one of the group's country.
    """

    series = models.OneToOneField(Series, models.CASCADE, related_name="print_look")
    picture = models.CharField(max_length=64, blank=True, default="")
    alternative = WordsField()
    layout = models.CharField(max_length=20, blank=True, default="")
    paper = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return f"print set of {self.series}"
