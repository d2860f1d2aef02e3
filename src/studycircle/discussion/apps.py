"""The discussion of groups as a Django app."""

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    """Tables of comments and of what moderators did; enters itself with the site's pages and with what is kept."""

    name = "studycircle.discussion"

    def ready(self) -> None:
        from studycircle.discussion import keeping, letters, queries
        from studycircle.members import privacy, weeks
        from studycircle.publishing import said

        said.SOURCES.append(queries.said_on)
        said.WAYS.append(queries.way_to)
        letters.enter()
        weeks.TALK.append(letters.talk_of_week)
        privacy.ERASERS.append(keeping.erase)
        privacy.EXPORTERS["comments"] = keeping.export
        privacy.RETENTION.append(keeping.forget_old)
