"""The addresses of comments: the public ones, of which none needs a sign-in, and the desk's."""

from django.urls import path

from studycircle.web import comments, moderation

HERE = "comments/<slug:group>/<slug:series>/<slug:session>/"
DESK = "desk/groups/<slug:group>/comments/"

urlpatterns = [
    path("comments/by/<str:token>/<int:pk>/", comments.say_by_link, name="comment-by-link"),
    path("comments/confirm/<str:token>/", comments.confirm, name="comment-confirm"),
    path("comments/own/<str:token>/", comments.own, name="comment-own"),
    path("comments/<slug:group>/texts/<slug:key>/", comments.say_on_text, name="comment-on-text"),
    path(HERE, comments.say, name="comment"),
    path(f"{HERE}<int:pk>/report/", comments.report, name="comment-report"),
    path(DESK, moderation.home, name="moderation"),
    path(f"{DESK}decide/", moderation.decide, name="moderation-decide"),
    path(f"{DESK}undo/<int:pk>/", moderation.undo, name="moderation-undo"),
    path(f"{DESK}lock/", moderation.lock, name="moderation-lock"),
    path(f"{DESK}settings/", moderation.settings, name="moderation-settings"),
]
