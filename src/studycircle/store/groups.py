"""What is done with a whole group; each in one transaction."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from studycircle.documents import programme as documents
from studycircle.documents.keys import new_key
from studycircle.documents.programme import Audience
from studycircle.errors import WriteError
from studycircle.store import actions
from studycircle.store.history import Act
from studycircle.store.keys import RESERVED
from studycircle.store.load import column_names, load_programme, read_row
from studycircle.store.models import Group, Person, Series
from studycircle.store.signals import group_changed


@transaction.atomic
def found(group: documents.Group, domain: str = "", *, by: Person) -> Group:
    """A new group, organised by ``by``, under the key it names or, without one, one made of its name.

    Raises ``WriteError`` where key or domain is taken.
    """
    if not group.key:
        taken = RESERVED | set(Group.objects.values_list("key", flat=True))
        group = replace(group, key=new_key(group.name, taken, "group"))
    row = actions.found_group(group, by=by)
    _set_domain(row, domain)
    return row


@transaction.atomic
def change(row: Group, group: documents.Group, domain: str, *, now: dt.datetime, by: Person | None = None) -> None:
    """Let ``row`` say what ``group`` says. Its key is for life.

    A group's time zone holds for its sessions, so each series is saved anew: calendars are told where an hour moved.
    ``by``: for the history. Raises ``WriteError`` where the domain is another group's.
    """
    group = replace(group, key=row.key)
    # The series first, as every other change locks them.
    rows = list(Series.objects.select_for_update().filter(group=row, archived=False).order_by("pk"))
    row = Group.objects.select_for_update().get(pk=row.pk)
    before = [load_programme(series, audience=Audience.ORGANISERS) for series in rows]
    for name in column_names(documents.Group, Group):
        setattr(row, name, getattr(group, name))
    row.save()
    _set_domain(row, domain)
    for series, programme in zip(rows, before, strict=True):
        actions.save_over(programme, replace(programme, group=group), now, None, series, Act(by))
    group_changed.send(Group, group=row)


def document(row: Group) -> documents.Group:
    """The group as a document."""
    group: documents.Group = read_row(documents.Group, row)
    return group


def _set_domain(row: Group, domain: str) -> None:
    if domain and Group.objects.filter(domain=domain).exclude(pk=row.pk).exists():
        raise WriteError(_("Another group stands at this domain"), _("Give another one, or leave it out."))
    if domain != row.domain:
        row.domain = domain
        row.save(update_fields=["domain"])
