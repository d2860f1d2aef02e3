"""What the desk says of quotations beside a programme."""

from django import template

from studycircle.documents.pins import not_found, quotations_of, texts_read
from studycircle.web.work import Work

register = template.Library()


@register.filter
def quotes_texts(work: Work) -> bool:
    """Whether any question of the programme quotes while its session reads a text of the shelf."""
    return any(
        key in work.shelf for session, _, _ in quotations_of(work.programme) for key, _part in texts_read(session)
    )


@register.filter
def unpinned(work: Work) -> int:
    """How many quotations were not found in the text their session reads."""
    return sum(any(key in work.shelf for key, _ in texts_read(session)) for session, _, _ in not_found(work.programme))
