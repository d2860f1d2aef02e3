"""The tables of comments, and of what moderators and readers did with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studycircle.documents.keys import LONGEST_KEPT
from studycircle.documents.spoken import LONGEST, LONGEST_NAME
from studycircle.members.models import Member
from studycircle.store.models import Group, Person, Series, Session


class Talk(models.Model):
    """How a group takes comments; a group without a row takes them, and is in peace."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="talk")
    is_open = models.BooleanField(default=True)
    is_attacked = models.BooleanField(default=False)  # comments of strangers cost their browser a sum

    def __str__(self) -> str:
        return f"talk of {self.group}"


class About(models.Model):
    """What one talks about: a session or, where its key is given, a reading or a question of it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="%(class)ss")
    reading = models.SlugField(max_length=LONGEST_KEPT, blank=True, default="")
    question = models.SlugField(max_length=LONGEST_KEPT, blank=True, default="")

    class Meta:
        abstract = True


class Comment(About):
    """What a member said, under the name they went by then.

    ``confirmed_at``: when the address was shown to be theirs, for this comment; empty where that is still asked.
    ``suspicion``: why it waits apart, a word of ``documents/spam.py``. ``revision`` rises with each change of words:
    nobody lets stand what they have not seen. ``settled``: a moderator let it stand, so that readers' flags do nothing
    any more. Withdrawn, or its author erased, there are no words, no name and no author left, only the place on which
    answers hang.
    """

    class State(models.TextChoices):
        """Who sees it. Flagged: everybody, and a moderator should look."""

        HELD = "held", _("waiting")
        PUBLIC = "public", _("public")
        FLAGGED = "flagged", _("reported")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")

    SHOWN = (State.PUBLIC, State.FLAGGED)

    group = models.ForeignKey(Group, models.CASCADE, related_name="comments")
    series = models.ForeignKey(Series, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="comments")
    name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    words = models.TextField(max_length=LONGEST, blank=True, default="")
    paragraph = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    suspicion = models.CharField(max_length=20, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    flags = models.PositiveSmallIntegerField(default=0)
    settled = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)  # first

    class Meta:
        ordering = ("said_at", "pk")
        indexes = (
            models.Index(fields=["series", "state"], name="comment_shown"),
            models.Index(fields=["group", "state", "said_at"], name="comment_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.pk} by {self.name}"


class Lock(About):
    """A conversation that is over: nobody can add to it, and all that was said stays."""

    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    locked_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "reading", "question"], name="one_lock"),)

    def __str__(self) -> str:
        return f"{self.session}{self.reading}{self.question} is locked"


class ModerationAct(models.Model):
    """What a moderator did: the log. ``before``: the comment's state until then; ``trust``: whether the author's was
    given (+1) or taken (-1) by it."""

    class Kind(models.TextChoices):
        """What was done."""

        APPROVE = "approve", _("let stand")
        HIDE = "hide", _("hidden")
        LOCK = "lock", _("conversation closed")
        UNLOCK = "unlock", _("conversation opened")

    group = models.ForeignKey(Group, models.CASCADE, related_name="moderation")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, blank=True, related_name="moderation")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="+")
    reading = models.SlugField(max_length=LONGEST_KEPT, blank=True, default="")
    question = models.SlugField(max_length=LONGEST_KEPT, blank=True, default="")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True, default="")
    before = models.CharField(max_length=10, blank=True, default="")
    flags_before = models.PositiveSmallIntegerField(default=0)
    settled_before = models.BooleanField(default=False)
    trust = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-done_at", "-pk")
        indexes = (models.Index(fields=["group", "-done_at"], name="moderation_log"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.comment_id or self.session_id}"
