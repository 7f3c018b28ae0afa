"""Addresses of roadmaps (exchange), below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import exchange

_FILE = "feuilles-de-route/fichiers/<int:pk>/"

exchange_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/fichier/", exchange.roadmap_export, name="roadmap_export"),
    path("feuilles-de-route/<int:pk>/apporter/", exchange.roadmap_import, name="roadmap_import"),
    path(_FILE, exchange.roadmap_import_detail, name="roadmap_import_detail"),
    path(f"{_FILE}enregistrer/", exchange.roadmap_import_apply, name="roadmap_import_apply"),
    path(f"{_FILE}abandonner/", exchange.roadmap_import_drop, name="roadmap_import_drop"),
]
