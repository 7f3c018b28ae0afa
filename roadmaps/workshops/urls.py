"""Addresses of workshops, below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.workshops import views as workshop_views

workshops_patterns: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/ateliers/ajouter/", workshop_views.workshop_add),
    page("feuilles-de-route/ateliers/<int:pk>/", workshop_views.workshop_detail),
    page("feuilles-de-route/ateliers/<int:pk>/modifier/", workshop_views.workshop_edit),
    page("feuilles-de-route/ateliers/<int:pk>/fermer/", workshop_views.workshop_close),
    page("feuilles-de-route/ateliers/<int:pk>/ecran/", workshop_views.workshop_screen),
    page("feuilles-de-route/ateliers/<int:pk>/reunir/", workshop_views.workshop_merge),
    page("feuilles-de-route/ateliers/<int:pk>/idees/ajouter/", workshop_views.proposal_add),
    page("feuilles-de-route/ateliers/<int:pk>/idees/apporter/", workshop_views.proposal_import),
    page("feuilles-de-route/ateliers/<int:pk>/idees/apporter/enregistrer/", workshop_views.proposal_import_apply),
    page("feuilles-de-route/idees/<int:pk>/modifier/", workshop_views.proposal_edit),
    page("feuilles-de-route/idees/<int:pk>/separer/", workshop_views.proposal_separate),
    page("feuilles-de-route/idees/<int:pk>/retirer/", workshop_views.proposal_withdraw),
    page("feuilles-de-route/idees/<int:pk>/remettre/", workshop_views.proposal_restore),
    page("feuilles-de-route/idees/<int:pk>/action/", workshop_views.proposal_take),
    page("ateliers/<secret:token>/", workshop_views.workshop_public),
    page("ateliers/<secret:token>/voix/", workshop_views.workshop_vote),
]
