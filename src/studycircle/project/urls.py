"""All addresses Django answers; the baked files are served before it (shim.py)."""

from django.urls import include, path

urlpatterns = [path("", include("studycircle.web.urls"))]
