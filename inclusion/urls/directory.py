"""Addresses of the directory of actors."""

from django.urls import URLPattern, path

from inclusion.views import directory

directory_patterns: list[URLPattern] = [
    path("annuaire/", directory.directory_list, name="directory_list"),
    path("annuaire/recherches/garder/", directory.directory_search_keep, name="directory_search_keep"),
    path(
        "annuaire/recherches/<int:pk>/retirer/",
        directory.directory_search_remove,
        name="directory_search_remove",
    ),
    path("annuaire/messages/", directory.directory_messages, name="directory_messages"),
    path("annuaire/<int:pk>/fiche/", directory.directory_profile, name="directory_profile"),
    path("annuaire/<int:pk>/ecrire/", directory.directory_contact, name="directory_contact"),
]
