"""Addresses of XLSForm and of the method, below those of one network."""

from django.urls import URLPattern, path

from evaluation.exchange import views as exchange_views

exchange_patterns: list[URLPattern] = [
    path(
        "evaluation/versions/<int:pk>/xlsform/",
        exchange_views.questionnaire_xlsform,
        name="questionnaire_xlsform",
    ),
    path(
        "evaluation/questionnaires/importer/",
        exchange_views.questionnaire_import,
        name="questionnaire_import",
    ),
    path("methode/", exchange_views.method, name="method"),
    path("methode/dossier.zip", exchange_views.method_pack, name="method_pack"),
]
