"""Addresses of indicators, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.indicators import views as indicator_views

_OF_ROADMAP, _ONE = "feuilles-de-route/<int:pk>/indicateurs", "feuilles-de-route/indicateurs/<int:pk>"

indicators_patterns: list[URLPattern] = [
    path(f"{_OF_ROADMAP}/", indicator_views.roadmap_indicators, name="roadmap_indicators"),
    path(f"{_OF_ROADMAP}/ajouter/", indicator_views.indicator_add, name="indicator_add"),
    path(f"{_OF_ROADMAP}/saisie/", indicator_views.indicator_entry, name="indicator_entry"),
    path(f"{_ONE}/", indicator_views.indicator_detail, name="indicator_detail"),
    path(f"{_ONE}/modifier/", indicator_views.indicator_edit, name="indicator_edit"),
    path(f"{_ONE}/supprimer/", indicator_views.indicator_remove, name="indicator_remove"),
]
