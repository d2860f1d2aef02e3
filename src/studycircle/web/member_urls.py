"""The addresses of what members see, behind links of their own, and of what organisers see of members."""

from django.urls import path

from studycircle.web import attendance, calendars, joining, members, privacy, replies

urlpatterns = [
    path("join/<slug:group>/", joining.join, name="join"),
    path("join/confirm/<str:token>/", joining.confirm, name="member-confirm"),
    path("me/leave/<str:token>/", members.leave, {"purpose": "leave"}, name="member-leave-by-mail"),
    path("me/<str:token>/", members.me, name="member"),
    path("me/<str:token>/calendar/", members.make_calendar, name="member-calendar"),
    path("me/<str:token>/calendar/revoke/", members.revoke_calendar, name="member-calendar-revoke"),
    path("me/<str:token>/mail/", members.write_again, name="member-mail"),
    path("me/<str:token>/link/", members.new_link, name="member-link"),
    path("me/<str:token>/book/<int:reading>/", members.send_book, name="member-book"),
    path("me/<str:token>/export/", members.export, name="member-export"),
    path("me/<str:token>/leave/", members.leave, name="member-leave"),
    path("replies/<str:token>/<int:session>/", replies.answer, name="member-reply"),
    path("calendar/<str:code>.ics", calendars.mine, name="member-feed"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/<slug:group>/", privacy.of_group, name="privacy-group"),
    path("desk/groups/<slug:group>/members/", attendance.members, name="members"),
    path(
        "desk/groups/<slug:group>/<slug:series>/sessions/<slug:key>/replies/",
        attendance.series_replies,
        name="series-replies",
    ),
]
