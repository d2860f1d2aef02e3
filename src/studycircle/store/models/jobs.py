"""Background work, kept in the database until it is done."""

from django.db import models

from studycircle.store.fields import WordsField


class Job(models.Model):
    """A call waiting to be made. Done jobs are deleted; failed ones stay, with their error, for the operator.

    ``call`` names task and arguments: of equal calls only one waits. A worker holds a job by a lease it renews;
    a lease that ran out (its worker was killed) frees the job for another.
    """

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    call = models.CharField(max_length=64)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=36, blank=True, default="")
    held_until = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = WordsField()

    class Meta:
        ordering = ("-priority", "run_after", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(held_until=None, failed_at=None), name="one_waiting_call"
            ),
        )
        indexes = (models.Index(fields=["run_after"], condition=models.Q(failed_at=None), name="job_due"),)

    def __str__(self) -> str:
        return f"{self.task} {self.args}"
