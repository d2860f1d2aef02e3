"""What the pages of accounts say in their templates."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from studycircle.store import queries
from studycircle.store.models import Person

register = template.Library()

# Names a browser and a system go by in what a browser says of itself; the more particular first.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


@register.filter
def may_found(person: Person) -> bool:
    """Whether they may found a group, and so take in a page for a new one."""
    return queries.may_found(person)


@register.simple_tag
def nobody_yet() -> bool:
    """Whether nobody has an account here."""
    return not Person.objects.exists()


@register.simple_tag
def mail_is_set() -> bool:
    """Whether there is a mail server to send by."""
    return bool(settings.MAIL)


@register.filter
def as_json(value: Any) -> str:
    """``value`` as JSON, to stand in an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def device_words(agent: str) -> str:
    """What a device is, as far as its browser tells: "Firefox, Linux"."""
    named = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, named)) or _("an unknown device")
