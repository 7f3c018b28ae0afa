"""Addresses of roadmaps (grid), below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import grid

grid_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/tableau/", grid.roadmap_grid, name="roadmap_grid"),
    path("feuilles-de-route/<int:pk>/tableau/enregistrer/", grid.roadmap_grid_save, name="roadmap_grid_save"),
]
