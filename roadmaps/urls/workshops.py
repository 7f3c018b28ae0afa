"""Addresses of workshops, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import proposal_files, proposals, workshop_public, workshops

workshops_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/ateliers/ajouter/", workshops.workshop_add, name="workshop_add"),
    path("feuilles-de-route/ateliers/<int:pk>/", workshops.workshop_detail, name="workshop_detail"),
    path("feuilles-de-route/ateliers/<int:pk>/modifier/", workshops.workshop_edit, name="workshop_edit"),
    path("feuilles-de-route/ateliers/<int:pk>/fermer/", workshops.workshop_close, name="workshop_close"),
    path("feuilles-de-route/ateliers/<int:pk>/ecran/", workshops.workshop_screen, name="workshop_screen"),
    path("feuilles-de-route/ateliers/<int:pk>/reunir/", proposals.workshop_merge, name="workshop_merge"),
    path("feuilles-de-route/ateliers/<int:pk>/idees/ajouter/", proposals.proposal_add, name="proposal_add"),
    path(
        "feuilles-de-route/ateliers/<int:pk>/idees/apporter/",
        proposal_files.proposal_import,
        name="proposal_import",
    ),
    path(
        "feuilles-de-route/ateliers/<int:pk>/idees/apporter/enregistrer/",
        proposal_files.proposal_import_apply,
        name="proposal_import_apply",
    ),
    path("feuilles-de-route/idees/<int:pk>/modifier/", proposals.proposal_edit, name="proposal_edit"),
    path("feuilles-de-route/idees/<int:pk>/separer/", proposals.proposal_separate, name="proposal_separate"),
    path("feuilles-de-route/idees/<int:pk>/retirer/", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("feuilles-de-route/idees/<int:pk>/remettre/", proposals.proposal_restore, name="proposal_restore"),
    path("feuilles-de-route/idees/<int:pk>/action/", proposals.proposal_take, name="proposal_take"),
    path("ateliers/<secret:token>/", workshop_public.workshop_public, name="workshop_public"),
    path("ateliers/<secret:token>/voix/", workshop_public.workshop_vote, name="workshop_vote"),
]
