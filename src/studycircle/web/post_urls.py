"""The addresses of a group's mail on its desk, and of the mail that lies in files."""

from django.urls import path

from studycircle.web import outbox, post

urlpatterns = [
    path("desk/post/", outbox.outbox, name="outbox"),
    path("desk/post/<slug:name>/", outbox.mail, name="outbox-mail"),
    path("desk/groups/<slug:group>/mail/", post.group_mail, name="group-mail"),
    path("desk/groups/<slug:group>/<slug:series>/sessions/<slug:key>/mail/", post.series_mail, name="series-mail"),
    path(
        "desk/groups/<slug:group>/<slug:series>/sessions/<slug:key>/mail/preview/",
        post.series_mail_preview,
        name="series-mail-preview",
    ),
]
