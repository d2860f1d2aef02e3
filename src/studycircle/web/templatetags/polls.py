"""What pages say of a poll."""

from django import template
from django.utils.translation import gettext as _

from studycircle.documents.polling import Choice, Count
from studycircle.web.poll_forms import CHOICES

register = template.Library()


@register.filter
def count_words(count: Count) -> str:
    """ "5 yes, 1 if need be", without what nobody said."""
    said = (
        (count.yes, _("%(number)d yes")),
        (count.if_need_be, _("%(number)d if need be")),
        (count.no, _("%(number)d no")),
    )
    return ", ".join(words % {"number": number} for number, words in said if number) or _("no answer yet")


@register.filter
def choice_words(choice: str) -> str:
    """What somebody said to a date."""
    return str(CHOICES[Choice(choice)]) if choice in set(Choice) else "–"
