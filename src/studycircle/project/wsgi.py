"""What a WSGI server is pointed at: the shim before Django, and the workers' threads if this process is to have any."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studycircle.project.settings")
django: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 - after the set-up

from studycircle.project.domains import FILE, Domains  # noqa: E402
from studycircle.project.headers import security_headers  # noqa: E402
from studycircle.project.shim import Shim  # noqa: E402
from studycircle.store.worker import start_workers  # noqa: E402

application = Shim(
    django,
    settings.PUBLIC,
    cookie=settings.SESSION_COOKIE_NAME,
    headers=security_headers(),
    domains=Domains(settings.DATA / FILE),
)
if os.environ.get("STUDYCIRCLE_WORKER") == "thread":
    start_workers()
