"""The addresses of views and forms. All need a signed-in person unless marked ``login_not_required``."""

from types import ModuleType

from django.urls import include, path
from django.urls.resolvers import URLPattern

from studycircle.web import (
    administration,
    carry,
    desk,
    door,
    history,
    in_place,
    links,
    notes,
    paste,
    people,
    pins,
    planning,
    polls,
    print_set,
    public,
    reorder,
    reuse,
    shelf,
)


def pages_of(kind: str, base: str) -> list[URLPattern]:
    """The desk's pages of a "draft" or a "series", below ``base``; they are named "draft", "draft-head" …"""

    def page(below: str, view: str, name: str, module: ModuleType = desk) -> URLPattern:
        made: URLPattern = path(f"{base}{below}", getattr(module, f"{kind}_{view}"), name=f"{kind}{name}")
        return made

    return [
        page("", "overview", ""),
        page("head/", "head", "-head"),
        page("head/edit/<slug:name>/", "head_piece", "-head-piece", in_place),
        page("text/", "text", "-text"),
        page("sessions/new/", "new_session", "-new-session"),
        page("sessions/<slug:key>/", "session", "-session"),
        page("sessions/<slug:key>/edit/<slug:name>/", "piece", "-piece", in_place),
        page("sessions/<slug:key>/edit/<slug:name>/<slug:item>/", "piece", "-piece-of-list", in_place),
        page("sessions/<slug:key>/move/", "move_session", "-move-session", reorder),
        page("sessions/<slug:key>/remove/", "remove_session", "-remove-session"),
        page("sessions/<slug:key>/plan/<slug:act>/", "plan", "-plan", planning),
        page("dates/", "dates", "-dates", planning),
        page("history/", "versions", "-history", history),
        page("history/<int:number>/", "version", "-version", history),
        page("history/<int:number>/undo/", "undo", "-undo", history),
        page("history/<int:number>/restore/", "restore", "-restore", history),
    ]


urlpatterns = [
    path("account/", include("studycircle.web.account_urls")),
    path("", include("studycircle.web.member_urls")),  # before the series: "members" stands where their keys do
    path("", include("studycircle.web.comment_urls")),
    path("", include("studycircle.web.post_urls")),
    path("desk/", desk.home, name="desk"),
    path("desk/administration/", administration.administration, name="administration"),
    path("desk/administration/people/<int:pk>/", administration.administer_person, name="administer-person"),
    path("desk/groups/new/", administration.found, name="group-new"),
    path("desk/groups/<slug:group>/", desk.group_home, name="group-home"),
    path("desk/groups/<slug:group>/fine/", desk.fine, name="fine"),
    path("desk/groups/<slug:group>/new/", desk.begin, name="series-begin"),
    path("desk/groups/<slug:group>/settings/", administration.group_settings, name="group-settings"),
    path("desk/groups/<slug:group>/settings/everything/", carry.everything, name="group-everything"),
    path("desk/groups/<slug:group>/settings/everything/export.zip", carry.group_export, name="group-export"),
    path("desk/groups/<slug:group>/settings/delete/", carry.group_delete, name="group-delete"),
    path("desk/groups/<slug:group>/settings/take-over/", reuse.take_over_page, name="take-over"),
    path("desk/groups/<slug:group>/<slug:series>/start/", reuse.series_start, name="series-start"),
    path("desk/groups/<slug:group>/<slug:series>/export.zip", carry.series_export, name="series-export"),
    path("desk/groups/<slug:group>/<slug:series>/delete/", carry.series_delete, name="series-delete"),
    path("desk/groups/<slug:group>/<slug:series>/bring-back/", carry.series_bring_back, name="series-bring-back"),
    path("desk/groups/<slug:group>/people/", people.home, name="people"),
    path("desk/groups/<slug:group>/people/<int:pk>/", people.change, name="people-change"),
    path("desk/groups/<slug:group>/people/<int:pk>/bring-back/", people.bring_back, name="people-bring-back"),
    path("desk/groups/<slug:group>/people/invitations/<int:pk>/", people.withdraw, name="people-withdraw"),
    path("desk/groups/<slug:group>/<slug:series>/notes/", notes.home, name="notes"),
    path("desk/groups/<slug:group>/<slug:series>/notes/<slug:key>/", notes.session, name="notes-session"),
    path("desk/paste/", paste.paste, name="paste"),
    path("desk/import/group/", carry.bring_back, name="group-bring"),
    path("desk/import/", desk.intake, name="intake"),
    path("desk/groups/<slug:group>/<slug:series>/import/", desk.intake, name="intake-again"),
    path("desk/drafts/<int:pk>/save/", desk.save_draft, name="draft-save"),
    path("desk/drafts/<int:pk>/sure/", desk.draft_sure, name="draft-sure"),
    path("desk/drafts/<int:pk>/discard/", desk.discard_draft, name="draft-discard"),
    path("desk/groups/<slug:group>/<slug:series>/readings/", shelf.readings, name="series-readings"),
    path("desk/groups/<slug:group>/shelf/", shelf.home, name="shelf"),
    path("desk/groups/<slug:group>/shelf/new/", shelf.new, name="shelf-new"),
    path("desk/groups/<slug:group>/shelf/<slug:key>/", shelf.text, name="shelf-text"),
    path("desk/groups/<slug:group>/shelf/<slug:key>/again/", shelf.again, name="shelf-again"),
    path("desk/groups/<slug:group>/shelf/<slug:key>/put-away/", shelf.put_away, name="shelf-put-away"),
    *pages_of("draft", "desk/drafts/<int:pk>/"),
    *pages_of("series", "desk/groups/<slug:group>/<slug:series>/"),
    path("desk/groups/<slug:group>/<slug:series>/door/", door.series_door, name="series-door"),
    path("desk/groups/<slug:group>/<slug:series>/sessions/<slug:key>/poll/", polls.series_poll, name="series-poll"),
    path(
        "desk/groups/<slug:group>/<slug:series>/sessions/<slug:key>/poll/act/<slug:act>/",
        polls.series_act_on_poll,
        name="series-poll-act",
    ),
    path("desk/groups/<slug:group>/<slug:series>/links/", links.series_links, name="series-links"),
    path("desk/groups/<slug:group>/<slug:series>/pins/", pins.series_pins, name="series-pins"),
    path("desk/groups/<slug:group>/<slug:series>/print/", print_set.series_print, name="series-print"),
    path("desk/groups/<slug:group>/<slug:series>/print/set.zip", print_set.series_print_whole, name="series-print-set"),
    path(
        "desk/groups/<slug:group>/<slug:series>/print/pieces/<slug:key>/",
        print_set.series_print_piece,
        name="series-print-piece",
    ),
    path(
        "desk/groups/<slug:group>/<slug:series>/print/pieces/<slug:key>/preview/",
        print_set.series_print_preview,
        name="series-print-preview",
    ),
    path("polls/<str:token>/", polls.answer, name="poll"),
    path("", public.front, name="front"),
    path("<path:path>", public.page, name="public"),
]
