"""The store as a Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Rows own state: the tables of groups, series, sessions and all that hangs on them."""

    name = "studycircle.store"
    default_auto_field = "django.db.models.BigAutoField"
