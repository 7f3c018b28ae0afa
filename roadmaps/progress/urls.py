"""Addresses of roadmaps (progress), below those of one network."""

from django.urls import URLPattern, path

from roadmaps.progress import views as progres_views

progress_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/avancement/", progres_views.roadmap_progress, name="roadmap_progress"),
    path("feuilles-de-route/<int:pk>/calendrier/", progres_views.roadmap_timeline, name="roadmap_timeline"),
]
