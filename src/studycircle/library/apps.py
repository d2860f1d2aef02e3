"""The library as a Django app: it looks after links when the store says something changed."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Connects the looking after links to the store's signals."""

    name = "studycircle.library"

    def ready(self) -> None:
        from studycircle.library import links  # noqa: F401 - tasks need the apps loaded; importing connects
