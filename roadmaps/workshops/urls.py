"""Addresses of workshops, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.workshops import views as workshop_views

workshops_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/ateliers/ajouter/", workshop_views.workshop_add, name="workshop_add"),
    path("feuilles-de-route/ateliers/<int:pk>/", workshop_views.workshop_detail, name="workshop_detail"),
    path("feuilles-de-route/ateliers/<int:pk>/modifier/", workshop_views.workshop_edit, name="workshop_edit"),
    path("feuilles-de-route/ateliers/<int:pk>/fermer/", workshop_views.workshop_close, name="workshop_close"),
    path(
        "feuilles-de-route/ateliers/<int:pk>/ecran/", workshop_views.workshop_screen, name="workshop_screen"
    ),
    path("feuilles-de-route/ateliers/<int:pk>/reunir/", workshop_views.workshop_merge, name="workshop_merge"),
    path(
        "feuilles-de-route/ateliers/<int:pk>/idees/ajouter/", workshop_views.proposal_add, name="proposal_add"
    ),
    path(
        "feuilles-de-route/ateliers/<int:pk>/idees/apporter/",
        workshop_views.proposal_import,
        name="proposal_import",
    ),
    path(
        "feuilles-de-route/ateliers/<int:pk>/idees/apporter/enregistrer/",
        workshop_views.proposal_import_apply,
        name="proposal_import_apply",
    ),
    path("feuilles-de-route/idees/<int:pk>/modifier/", workshop_views.proposal_edit, name="proposal_edit"),
    path(
        "feuilles-de-route/idees/<int:pk>/separer/",
        workshop_views.proposal_separate,
        name="proposal_separate",
    ),
    path(
        "feuilles-de-route/idees/<int:pk>/retirer/",
        workshop_views.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path(
        "feuilles-de-route/idees/<int:pk>/remettre/", workshop_views.proposal_restore, name="proposal_restore"
    ),
    path("feuilles-de-route/idees/<int:pk>/action/", workshop_views.proposal_take, name="proposal_take"),
    path("ateliers/<secret:token>/", workshop_views.workshop_public, name="workshop_public"),
    path("ateliers/<secret:token>/voix/", workshop_views.workshop_vote, name="workshop_vote"),
]
