"""Addresses of help, below those of one network."""

from django.urls import URLPattern, path

from evaluation.activity import views as activity_views

help_patterns: list[URLPattern] = [
    path("evaluation/aides/", activity_views.help_list, name="help_list"),
    path("evaluation/aides/noter/", activity_views.help_add, name="help_add"),
    path("evaluation/aides/noter/pareil/", activity_views.help_repeat, name="help_repeat"),
    path("evaluation/aides/chiffres/", activity_views.help_figures, name="help_figures"),
    path("evaluation/aides/coop/", activity_views.help_import, name="help_import"),
    path("evaluation/aides/coop/<int:pk>/", activity_views.help_import_detail, name="help_import_detail"),
    path(
        "evaluation/aides/coop/<int:pk>/enregistrer/",
        activity_views.help_import_apply,
        name="help_import_apply",
    ),
    path(
        "evaluation/aides/coop/<int:pk>/abandonner/", activity_views.help_import_drop, name="help_import_drop"
    ),
    path("evaluation/aides/<int:pk>/retirer/", activity_views.help_remove, name="help_remove"),
]
