"""What organisers have said is fine as it is."""

from django.db import models

from studycircle.store.models.people import Person
from studycircle.store.models.programme import Group, Series


class Fine(models.Model):
    """Something the desk need not point out again. ``name``: that of the item (``documents/attention.py``)."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="fine")
    series = models.ForeignKey(Series, models.CASCADE, null=True, blank=True, related_name="fine")
    name = models.CharField(max_length=500)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "name"], name="fine_in_series"),
            models.UniqueConstraint(fields=["group", "name"], condition=models.Q(series=None), name="fine_in_group"),
        )

    def __str__(self) -> str:
        return f"{self.name} is fine"
