"""Addresses of what is shared: XLSForm out and in, the method for everybody; below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import exchange

exchange_patterns: list[URLPattern] = [
    path(
        "evaluation/versions/<int:pk>/xlsform/", exchange.questionnaire_xlsform, name="questionnaire_xlsform"
    ),
    path("evaluation/questionnaires/importer/", exchange.questionnaire_import, name="questionnaire_import"),
    path("methode/", exchange.method, name="method"),
    path("methode/dossier.zip", exchange.method_pack, name="method_pack"),
]
