"""Addresses of the documents of a roadmap, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import papers

papers_patterns: list[URLPattern] = [
    path("feuilles-de-route/<int:pk>/documents/", papers.roadmap_papers, name="roadmap_papers"),
    path("feuilles-de-route/<int:pk>/documents/joindre/", papers.roadmap_paper_add, name="roadmap_paper_add"),
    path("feuilles-de-route/documents/<int:pk>/", papers.roadmap_paper, name="roadmap_paper"),
    path(
        "feuilles-de-route/documents/<int:pk>/retirer/",
        papers.roadmap_paper_remove,
        name="roadmap_paper_remove",
    ),
]
