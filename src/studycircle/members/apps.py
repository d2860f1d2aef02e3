"""The members of groups as a Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tables of members, their replies and their mail."""

    name = "studycircle.members"

    def ready(self) -> None:
        """Draft the mail of each series that is saved, and let the workers carry the post."""
        from studycircle.members import kindle, post, reminders  # noqa: F401 - they enter themselves where they are asked
        from studycircle.store import worker

        worker.LINES["post"] = post.work
