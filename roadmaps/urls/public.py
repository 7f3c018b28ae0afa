"""Addresses of roadmaps that everybody may read, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import public

public_patterns: list[URLPattern] = [
    path("feuille-de-route/", public.roadmap_public, name="roadmap_public"),
    path("feuille-de-route/<int:pk>/", public.roadmap_public_detail, name="roadmap_public_detail"),
    path("feuille-de-route/<int:pk>/pdf/", public.roadmap_public_pdf, name="roadmap_public_pdf"),
]
