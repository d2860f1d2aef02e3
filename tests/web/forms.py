"""What a browser would send for a form it was shown."""

from django.http import QueryDict
from django.template.loader import render_to_string
from lxml import html


def sent_by(markup: str, **typed: str) -> QueryDict:
    """The fields of the first form in ``markup`` as a browser posts them unchanged, but for what was ``typed``."""
    return sent_values(html.fromstring(markup).forms[-1], typed)


def sent_values(form: html.FormElement, typed: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for area in form.iter("textarea"):
        # A browser drops the line end right after the tag (HTML §13.2.6.4.7); lxml does not.
        area.text = (area.text or "").replace("\r\n", "\n").removeprefix("\n")
    for name, value in form.form_values():
        data.appendlist(name, value.replace("\n", "\r\n"))
    for name, value in typed.items():
        assert name in form.fields, f"there is no field {name}"
        data[name] = value
    return data


def page_of(template: str, **values: object) -> str:
    """A desk template as a signed-out page, for its form alone."""
    return render_to_string(template, values)
