"""The template tag ``{% translate "…" %}``: an interface text in the page's language.

Django's own tag asks settings and a thread-wide language; a writer has neither. Written the same way, so that
``makemessages`` finds the texts. The page's ``Words`` stand in the context as ``words``.
"""

from django import template
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def translate(context: Context, message: str) -> SafeString:
    """``message`` in the language of the page, escaped like everything else."""
    return escape(context["words"].gettext(message))
