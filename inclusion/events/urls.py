"""Addresses of events and of registrations, for members and for everybody."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.events.views import planning, programmes, public, steps
from inclusion.events.views import registrations as views

event_patterns: list[URLPattern] = [
    page("evenements/", planning.event_list),
    page("evenements/passes/", planning.event_past),
    page("evenements/brouillons/", planning.event_drafts),
    page("evenements/personnes-formees/", views.event_trained),
    page("evenements/ajouter/", planning.event_add),
    page("evenements/<int:pk>/", planning.event_detail),
    page("evenements/<int:pk>/modifier/", planning.event_edit),
    page("evenements/<int:pk>/affiche.pdf", planning.event_poster),
    page("evenements/<int:pk>/publier/", steps.event_publish),
    page("evenements/<int:pk>/depublier/", steps.event_unpublish),
    page("evenements/<int:pk>/annuler/", steps.event_cancel),
    page("evenements/<int:pk>/reprendre/", steps.event_resume),
    page("evenements/<int:pk>/copier/", steps.event_duplicate),
    page("evenements/<int:pk>/repeter/", steps.event_repeat),
    page("evenements/<int:pk>/bilan/", steps.event_report),
    page("evenements/<int:pk>/bilan/chiffres/", steps.event_figure_add),
    page("evenements/<int:pk>/bilan/chiffres/<int:figure_pk>/retirer/", steps.event_figure_remove),
    page("evenements/<int:pk>/programme/", programmes.event_programme),
    page("evenements/<int:pk>/programme/ajouter/", programmes.event_talk_add),
    page("evenements/<int:pk>/programme/coller/", programmes.event_talk_paste),
    page("evenements/<int:pk>/programme/<int:talk_pk>/", programmes.event_talk_edit),
    page("evenements/<int:pk>/programme/<int:talk_pk>/retirer/", programmes.event_talk_remove),
    page("evenements/<int:pk>/questions/", programmes.event_questions),
    page("evenements/<int:pk>/attestations.pdf", views.event_certificates),
    page("evenements/<int:pk>/exposants/ajouter/", programmes.event_exhibitor_add),
    page("evenements/<int:pk>/exposants/coller/", programmes.event_exhibitor_paste),
    page("evenements/<int:pk>/exposants/<int:exhibitor_pk>/", programmes.event_exhibitor_edit),
    page("evenements/<int:pk>/exposants/<int:exhibitor_pk>/retirer/", programmes.event_exhibitor_remove),
    page("agenda/", public.event_public_list),
    page("agenda.ics", public.event_feed_ics),
    page("agenda.atom", public.event_feed_atom),
    page("agenda/<int:pk>/", public.event_public),
    page("agenda/<int:pk>.ics", public.event_ics),
    page("agenda/<int:pk>/programme.pdf", public.event_programme_pdf),
]


# -- URLs of registrations, public and for organisers

registration_patterns: list[URLPattern] = [
    page("agenda/<int:pk>/inscription/", public.registration_add),
    page("agenda/<int:pk>/inscription/merci/", public.registration_thanks),
    page("agenda/inscriptions/<secret:token>/", public.registration_own),
    page("agenda/inscriptions/<secret:token>/annuler/", public.registration_own_cancel),
    page("agenda/inscriptions/<secret:token>/rendez-vous.ics", public.registration_own_calendar),
    page("agenda/inscriptions/<secret:token>/attestation.pdf", public.registration_own_certificate),
    page("evenements/<int:pk>/inscriptions/", views.registration_list),
    page("evenements/<int:pk>/inscriptions/ajouter/", views.registration_add_by_hand),
    page("evenements/<int:pk>/inscriptions/recopier/", views.registration_copy_sheet),
    page("evenements/<int:pk>/emargement.pdf", views.registration_sheet),
    page("evenements/<int:pk>/presences/", views.registration_attendance),
    page("evenements/<int:pk>/presences/absents/", views.registration_attendance_close),
    page("evenements/<int:pk>/presences/chiffre/", views.registration_figure),
    page("inscriptions/<int:pk>/place/", views.registration_promote),
    page("inscriptions/<int:pk>/prevenue/", views.registration_called),
    page("inscriptions/<int:pk>/attestation.pdf", views.registration_certificate),
    page("inscriptions/<int:pk>/annuler/", views.registration_cancel),
    page("inscriptions/<int:pk>/presence/", views.registration_note),
]
