"""Addresses of help, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import activity, coop

help_patterns: list[URLPattern] = [
    path("evaluation/aides/", activity.help_list, name="help_list"),
    path("evaluation/aides/noter/", activity.help_add, name="help_add"),
    path("evaluation/aides/noter/pareil/", activity.help_repeat, name="help_repeat"),
    path("evaluation/aides/chiffres/", activity.help_figures, name="help_figures"),
    path("evaluation/aides/coop/", coop.help_import, name="help_import"),
    path("evaluation/aides/coop/<int:pk>/", coop.help_import_detail, name="help_import_detail"),
    path("evaluation/aides/coop/<int:pk>/enregistrer/", coop.help_import_apply, name="help_import_apply"),
    path("evaluation/aides/coop/<int:pk>/abandonner/", coop.help_import_drop, name="help_import_drop"),
    path("evaluation/aides/<int:pk>/retirer/", activity.help_remove, name="help_remove"),
]
