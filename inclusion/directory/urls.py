"""Addresses of the directory of actors."""

from django.urls import URLPattern, path

from inclusion.directory import views as directory_views

directory_patterns: list[URLPattern] = [
    path("annuaire/", directory_views.directory_list, name="directory_list"),
    path("annuaire/recherches/garder/", directory_views.directory_search_keep, name="directory_search_keep"),
    path(
        "annuaire/recherches/<int:pk>/retirer/",
        directory_views.directory_search_remove,
        name="directory_search_remove",
    ),
    path("annuaire/messages/", directory_views.directory_messages, name="directory_messages"),
    path("annuaire/<int:pk>/fiche/", directory_views.directory_profile, name="directory_profile"),
    path("annuaire/<int:pk>/ecrire/", directory_views.directory_contact, name="directory_contact"),
]
