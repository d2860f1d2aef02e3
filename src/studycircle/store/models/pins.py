"""What was looked for already: quotations that are in no text are not looked for again at every change."""

from django.db import models

from studycircle.store.models.programme import Series


class PinSearch(models.Model):
    """The last search for the quotations of a series. ``needs``: what it depended on; the same finds the same."""

    series = models.OneToOneField(Series, models.CASCADE, related_name="pin_search")
    needs = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"pins of {self.series}"
