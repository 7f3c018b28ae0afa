"""Addresses of indicators, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import indicator_entry, indicators

_OF_ROADMAP, _ONE = "feuilles-de-route/<int:pk>/indicateurs", "feuilles-de-route/indicateurs/<int:pk>"

indicators_patterns: list[URLPattern] = [
    path(f"{_OF_ROADMAP}/", indicators.roadmap_indicators, name="roadmap_indicators"),
    path(f"{_OF_ROADMAP}/ajouter/", indicators.indicator_add, name="indicator_add"),
    path(f"{_OF_ROADMAP}/saisie/", indicator_entry.indicator_entry, name="indicator_entry"),
    path(f"{_ONE}/", indicators.indicator_detail, name="indicator_detail"),
    path(f"{_ONE}/modifier/", indicators.indicator_edit, name="indicator_edit"),
    path(f"{_ONE}/supprimer/", indicators.indicator_remove, name="indicator_remove"),
]
