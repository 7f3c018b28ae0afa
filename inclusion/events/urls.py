"""Addresses of events and of registrations, for members and for everybody."""

from django.urls import URLPattern, path

from inclusion.events.views import planning, programmes, public, steps
from inclusion.events.views import registrations as door
from inclusion.events.views import registrations as views

event_patterns: list[URLPattern] = [
    path("evenements/", planning.event_list, name="event_list"),
    path("evenements/passes/", planning.event_past, name="event_past"),
    path("evenements/brouillons/", planning.event_drafts, name="event_drafts"),
    path("evenements/ajouter/", planning.event_add, name="event_add"),
    path("evenements/<int:pk>/", planning.event_detail, name="event_detail"),
    path("evenements/<int:pk>/modifier/", planning.event_edit, name="event_edit"),
    path("evenements/<int:pk>/affiche.pdf", planning.event_poster, name="event_poster"),
    path("evenements/<int:pk>/publier/", steps.event_publish, name="event_publish"),
    path("evenements/<int:pk>/depublier/", steps.event_unpublish, name="event_unpublish"),
    path("evenements/<int:pk>/annuler/", steps.event_cancel, name="event_cancel"),
    path("evenements/<int:pk>/reprendre/", steps.event_resume, name="event_resume"),
    path("evenements/<int:pk>/copier/", steps.event_duplicate, name="event_duplicate"),
    path("evenements/<int:pk>/repeter/", steps.event_repeat, name="event_repeat"),
    path("evenements/<int:pk>/bilan/", steps.event_report, name="event_report"),
    path("evenements/<int:pk>/bilan/chiffres/", steps.event_figure_add, name="event_figure_add"),
    path(
        "evenements/<int:pk>/bilan/chiffres/<int:figure_pk>/retirer/",
        steps.event_figure_remove,
        name="event_figure_remove",
    ),
    path("evenements/<int:pk>/programme/", programmes.event_programme, name="event_programme"),
    path("evenements/<int:pk>/programme/ajouter/", programmes.event_talk_add, name="event_talk_add"),
    path("evenements/<int:pk>/programme/coller/", programmes.event_talk_paste, name="event_talk_paste"),
    path(
        "evenements/<int:pk>/programme/<int:talk_pk>/",
        programmes.event_talk_edit,
        name="event_talk_edit",
    ),
    path(
        "evenements/<int:pk>/programme/<int:talk_pk>/retirer/",
        programmes.event_talk_remove,
        name="event_talk_remove",
    ),
    path(
        "evenements/<int:pk>/exposants/ajouter/",
        programmes.event_exhibitor_add,
        name="event_exhibitor_add",
    ),
    path(
        "evenements/<int:pk>/exposants/coller/",
        programmes.event_exhibitor_paste,
        name="event_exhibitor_paste",
    ),
    path(
        "evenements/<int:pk>/exposants/<int:exhibitor_pk>/",
        programmes.event_exhibitor_edit,
        name="event_exhibitor_edit",
    ),
    path(
        "evenements/<int:pk>/exposants/<int:exhibitor_pk>/retirer/",
        programmes.event_exhibitor_remove,
        name="event_exhibitor_remove",
    ),
    path("agenda/", public.event_public_list, name="event_public_list"),
    path("agenda.ics", public.event_feed_ics, name="event_feed_ics"),
    path("agenda.atom", public.event_feed_atom, name="event_feed_atom"),
    path("agenda/<int:pk>/", public.event_public, name="event_public"),
    path("agenda/<int:pk>.ics", public.event_ics, name="event_ics"),
    path("agenda/<int:pk>/programme.pdf", public.event_programme_pdf, name="event_programme_pdf"),
]


# -- URLs of registrations, public and for organisers

registration_patterns: list[URLPattern] = [
    path("agenda/<int:pk>/inscription/", public.registration_add, name="registration_add"),
    path("agenda/<int:pk>/inscription/merci/", public.registration_thanks, name="registration_thanks"),
    path("agenda/inscriptions/<secret:token>/", public.registration_own, name="registration_own"),
    path(
        "agenda/inscriptions/<secret:token>/annuler/",
        public.registration_own_cancel,
        name="registration_own_cancel",
    ),
    path(
        "agenda/inscriptions/<secret:token>/rendez-vous.ics",
        public.registration_own_calendar,
        name="registration_own_calendar",
    ),
    path("evenements/<int:pk>/inscriptions/", views.registration_list, name="registration_list"),
    path(
        "evenements/<int:pk>/inscriptions/ajouter/",
        views.registration_add_by_hand,
        name="registration_add_by_hand",
    ),
    path("evenements/<int:pk>/emargement.pdf", views.registration_sheet, name="registration_sheet"),
    path("evenements/<int:pk>/presences/", door.registration_attendance, name="registration_attendance"),
    path(
        "evenements/<int:pk>/presences/absents/",
        door.registration_attendance_close,
        name="registration_attendance_close",
    ),
    path("evenements/<int:pk>/presences/chiffre/", door.registration_figure, name="registration_figure"),
    path("inscriptions/<int:pk>/place/", views.registration_promote, name="registration_promote"),
    path("inscriptions/<int:pk>/annuler/", views.registration_cancel, name="registration_cancel"),
    path("inscriptions/<int:pk>/presence/", door.registration_note, name="registration_note"),
]
