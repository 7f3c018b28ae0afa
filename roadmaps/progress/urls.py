"""Addresses of roadmaps (progress), below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.progress import views as progres_views

progress_patterns: list[URLPattern] = [
    page("feuilles-de-route/<int:pk>/avancement/", progres_views.roadmap_progress),
    page("feuilles-de-route/<int:pk>/avancement/tableau/", progres_views.roadmap_progress_table),
    page("feuilles-de-route/<int:pk>/avancement/pilotes/", progres_views.roadmap_leads),
    page("feuilles-de-route/<int:pk>/avancement/trimestre/", progres_views.roadmap_moves),
    page("feuilles-de-route/<int:pk>/calendrier/", progres_views.roadmap_timeline),
]
