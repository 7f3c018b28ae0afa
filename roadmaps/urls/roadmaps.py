"""Addresses of roadmaps: the list and the page of one, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import roadmaps

roadmaps_patterns: list[URLPattern] = [
    path("feuilles-de-route/", roadmaps.roadmap_list, name="roadmap_list"),
    path("feuilles-de-route/<int:pk>/", roadmaps.roadmap_detail, name="roadmap_detail"),
]
