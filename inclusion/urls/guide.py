"""Addresses of the public guide."""

from django.urls import URLPattern, path

from inclusion.views import guide, guide_places, guide_towns

guide_patterns: list[URLPattern] = [
    path("guide/", guide.guide, name="guide"),
    path("guide/cadre/", guide.guide_embed, name="guide_embed"),
    path("guide/integrer/", guide.guide_embed_help, name="guide_embed_help"),
    path("guide/points.json", guide.guide_points, name="guide_points"),
    path("guide/contours.json", guide.guide_contours, name="guide_contours"),
    path("guide/lieux/<int:pk>/", guide_places.guide_place, name="guide_place"),
    path("guide/villes/", guide_towns.guide_towns, name="guide_towns"),
    path("guide/villes/<slug:code>/", guide_towns.guide_town, name="guide_town"),
    path("guide/villes/<slug:code>/guide.pdf", guide_towns.guide_town_pdf, name="guide_town_pdf"),
]
