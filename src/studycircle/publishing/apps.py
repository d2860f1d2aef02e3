"""Publishing as a Django app: it bakes when the store says something changed."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Connects the bake to the store's signals."""

    name = "studycircle.publishing"

    def ready(self) -> None:
        from studycircle.publishing import jobs  # noqa: F401 - tasks need the apps loaded; importing connects
