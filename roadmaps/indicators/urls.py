"""Addresses of indicators, below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.indicators import views as indicator_views

_OF_ROADMAP, _ONE = "feuilles-de-route/<int:pk>/indicateurs", "feuilles-de-route/indicateurs/<int:pk>"

indicators_patterns: list[URLPattern] = [
    page(f"{_OF_ROADMAP}/", indicator_views.roadmap_indicators),
    page(f"{_OF_ROADMAP}/ajouter/", indicator_views.indicator_add),
    page(f"{_OF_ROADMAP}/saisie/", indicator_views.indicator_entry),
    page(f"{_ONE}/", indicator_views.indicator_detail),
    page(f"{_ONE}/modifier/", indicator_views.indicator_edit),
    page(f"{_ONE}/supprimer/", indicator_views.indicator_remove),
]
