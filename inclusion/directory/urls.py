"""Addresses of the directory of actors."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.directory import views as directory_views

directory_patterns: list[URLPattern] = [
    page("annuaire/", directory_views.directory_list),
    page("annuaire/recherches/garder/", directory_views.directory_search_keep),
    page("annuaire/recherches/<int:pk>/retirer/", directory_views.directory_search_remove),
    page("annuaire/messages/", directory_views.directory_messages),
    page("annuaire/<int:pk>/fiche/", directory_views.directory_profile),
    page("annuaire/<int:pk>/ecrire/", directory_views.directory_contact),
]
