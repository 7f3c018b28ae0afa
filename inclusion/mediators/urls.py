"""Addresses of the register of people who help."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.mediators.views import entries, imports, own, trainings

helper_patterns: list[URLPattern] = [
    page("aidants/", entries.helper_list),
    page("aidants/ajouter/", entries.helper_add),
    page("aidants/semblables/", entries.helper_alike),
    page("aidants/formations/", trainings.helper_trainings),
    *imports.HELPER_IMPORT.patterns("aidants/importer/", "aidants/importer/<int:pk>/"),
    page("aidants/<int:pk>/", entries.helper_detail),
    page("aidants/<int:pk>/modifier/", entries.helper_edit),
    page("aidants/<int:pk>/accord/", entries.helper_consent),
    page("aidants/<int:pk>/confirmer/", entries.helper_confirm),
    page("aidants/<int:pk>/lien/", entries.helper_link),
    page("aidants/<int:pk>/depart/", entries.helper_leave),
    page("aidants/<int:pk>/retour/", entries.helper_return),
    page("aidants/<int:pk>/lieux/ajouter/", entries.helper_place_add),
    page("aidants/lieux/<int:pk>/retirer/", entries.helper_place_remove),
    page("aidants/<int:pk>/formations/ajouter/", trainings.helper_training_add),
    page("aidants/formations/<int:pk>/retirer/", trainings.helper_training_remove),
    page("aidants/formations/<int:pk>/attestation/", trainings.helper_certificate),
    page("aidants/fiche/<secret:signed>/", own.helper_own),
    page("aidants/fiche/<secret:signed>/modifier/", own.helper_own_edit),
    page("aidants/fiche/<secret:signed>/accord/", own.helper_own_consent),
    page("aidants/fiche/<secret:signed>/confirmer/", own.helper_own_confirm),
    page("aidants/fiche/<secret:signed>/retirer/", own.helper_own_withdraw),
]
