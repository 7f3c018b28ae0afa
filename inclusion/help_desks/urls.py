"""Addresses of help desks: for those who run them, and for everybody."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.help_desks.views import bookings, desks, public

help_desk_patterns: list[URLPattern] = [
    page("permanences/", desks.desk_week),
    page("permanences/<int:pk>/", desks.desk_detail),
    page("permanences/<int:pk>/personnes/ajouter/", desks.desk_helper_add),
    page("permanences/personnes/<int:pk>/arreter/", desks.desk_helper_end),
    page("permanences/<int:pk>/fermer/", desks.desk_close),
    page("permanences/fermetures/<int:pk>/rouvrir/", desks.desk_reopen),
    page("permanences/<int:pk>/reglages/", desks.desk_settings),
    page("permanences/<int:pk>/jour/<str:day>/", bookings.desk_day),
    page("permanences/<int:pk>/jour/<str:day>/remplacer/", desks.desk_replace),
    page("permanences/<int:pk>/sans-rendez-vous/", bookings.booking_walk_in),
    page("permanences/<int:pk>/rendez-vous/ajouter/", bookings.booking_add),
    page("rendez-vous/", bookings.booking_list),
    page("rendez-vous/<int:pk>/presence/", bookings.booking_note),
    page("rendez-vous/<int:pk>/deplacer/", bookings.booking_move),
    page("rendez-vous/<int:pk>/confirmer/", bookings.booking_accept),
    page("rendez-vous/<int:pk>/annuler/", bookings.booking_cancel),
    page("guide/permanences/<int:pk>/rendez-vous/", public.booking_request),
    page("guide/rendez-vous/<secret:token>/", public.booking_own),
    page("guide/rendez-vous/<secret:token>/annuler/", public.booking_own_cancel),
    page("guide/rendez-vous/<secret:token>/rendez-vous.ics", public.booking_own_calendar),
]
