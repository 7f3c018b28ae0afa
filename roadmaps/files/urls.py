"""Addresses of the files and documents of a roadmap, below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.files import views as file_views

exchange_patterns: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/fichier/", file_views.roadmap_export),
    *file_views.ROADMAP_IMPORT.patterns("feuilles-de-route/<int:pk>/apporter/", "feuilles-de-route/fichiers/<int:pk>/"),
]


# -- URLs of the documents of a roadmap, below those of one network

papers_patterns: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/documents/", file_views.roadmap_papers),
    page("feuilles-de-route/<int:pk>/documents/joindre/", file_views.roadmap_paper_add),
    page("feuilles-de-route/documents/<int:pk>/", file_views.roadmap_paper),
    page("feuilles-de-route/documents/<int:pk>/retirer/", file_views.roadmap_paper_remove),
]
