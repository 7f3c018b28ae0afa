"""Addresses of help, below those of one network."""

from django.urls import URLPattern

from evaluation.activity import views as activity_views
from inclusion.core.access import page

help_patterns: list[URLPattern] = [
    page("evaluation/aides/", activity_views.help_list),
    page("evaluation/aides/noter/", activity_views.help_add),
    page("evaluation/aides/noter/pareil/", activity_views.help_repeat),
    page("evaluation/aides/chiffres/", activity_views.help_figures),
    *activity_views.HELP_IMPORT.patterns("evaluation/aides/coop/", "evaluation/aides/coop/<int:pk>/"),
    page("evaluation/aides/<int:pk>/retirer/", activity_views.help_remove),
]
