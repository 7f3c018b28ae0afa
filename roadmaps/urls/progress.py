"""Addresses of roadmaps (progress), below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import progress

progress_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/avancement/", progress.roadmap_progress, name="roadmap_progress"),
    path("feuilles-de-route/<int:pk>/calendrier/", progress.roadmap_timeline, name="roadmap_timeline"),
]
