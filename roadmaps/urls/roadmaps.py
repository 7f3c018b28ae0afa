"""Addresses of roadmaps: the list, one of them, its settings, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import roadmaps, tree

roadmaps_patterns: list[URLPattern] = [
    path("feuilles-de-route/", roadmaps.roadmap_list, name="roadmap_list"),
    path("feuilles-de-route/commencer/", roadmaps.roadmap_add, name="roadmap_add"),
    path("feuilles-de-route/regle-d-adoption/", roadmaps.roadmap_settings, name="roadmap_settings"),
    path("feuilles-de-route/<int:pk>/", tree.roadmap_detail, name="roadmap_detail"),
    path("feuilles-de-route/<int:pk>/nouveau/", tree.roadmap_pulse, name="roadmap_pulse"),
    path("feuilles-de-route/<int:pk>/modifier/", roadmaps.roadmap_edit, name="roadmap_edit"),
    path("feuilles-de-route/<int:pk>/redigee/", roadmaps.roadmap_drafted, name="roadmap_drafted"),
    path("feuilles-de-route/<int:pk>/terminer/", roadmaps.roadmap_close, name="roadmap_close"),
    path("feuilles-de-route/<int:pk>/rouvrir/", roadmaps.roadmap_reopen, name="roadmap_reopen"),
]
