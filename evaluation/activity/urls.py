"""Addresses of help, below those of one network."""

from django.urls import URLPattern

from evaluation.activity import views as activity_views
from inclusion.core.access import page

help_patterns: list[URLPattern] = [
    page("evaluation/aides/", activity_views.help_list),
    page("evaluation/aides/noter/", activity_views.help_add),
    page("evaluation/aides/noter/pareil/", activity_views.help_repeat),
    page("evaluation/aides/chiffres/", activity_views.help_figures),
    page("evaluation/aides/coop/", activity_views.help_import),
    page("evaluation/aides/coop/<int:pk>/", activity_views.help_import_detail),
    page("evaluation/aides/coop/<int:pk>/enregistrer/", activity_views.help_import_apply),
    page("evaluation/aides/coop/<int:pk>/abandonner/", activity_views.help_import_drop),
    page("evaluation/aides/<int:pk>/retirer/", activity_views.help_remove),
]
