"""Addresses of the files and documents of a roadmap, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.files import views as file_views

_FILE = "feuilles-de-route/fichiers/<int:pk>/"

exchange_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/fichier/", file_views.roadmap_export, name="roadmap_export"),
    path("feuilles-de-route/<int:pk>/apporter/", file_views.roadmap_import, name="roadmap_import"),
    path(_FILE, file_views.roadmap_import_detail, name="roadmap_import_detail"),
    path(f"{_FILE}enregistrer/", file_views.roadmap_import_apply, name="roadmap_import_apply"),
    path(f"{_FILE}abandonner/", file_views.roadmap_import_drop, name="roadmap_import_drop"),
]


# -- URLs of the documents of a roadmap, below those of one network

papers_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/documents/", file_views.roadmap_papers, name="roadmap_papers"),
    path(
        "feuilles-de-route/<int:pk>/documents/joindre/",
        file_views.roadmap_paper_add,
        name="roadmap_paper_add",
    ),
    path("feuilles-de-route/documents/<int:pk>/", file_views.roadmap_paper, name="roadmap_paper"),
    path(
        "feuilles-de-route/documents/<int:pk>/retirer/",
        file_views.roadmap_paper_remove,
        name="roadmap_paper_remove",
    ),
]
