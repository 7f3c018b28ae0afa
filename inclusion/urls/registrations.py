"""Addresses of registrations for events, for everybody and for whoever organises."""

from django.urls import URLPattern, path

from inclusion.views import event_attendance as door
from inclusion.views import registration_public as public
from inclusion.views import registrations as views

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
