"""What is pasted into the desk's editor, cleaned: the one sanitiser is here, not in the browser."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from studycircle.readers.programme.rich_html import LONGEST, from_html


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """The HTML of a clipboard as rich text; 413 where it is more than anybody reads."""
    if len(request.body) > LONGEST:
        return HttpResponse(status=413)
    markup = request.body.decode("utf-8", "replace")
    # As plain text, so that no browser takes it for a page.
    return HttpResponse(from_html(markup, is_pasted=True), content_type="text/plain; charset=utf-8")
