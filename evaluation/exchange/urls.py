"""Addresses of XLSForm and of the method, below those of one network."""

from django.urls import URLPattern

from evaluation.exchange import views as exchange_views
from inclusion.core.access import page

exchange_patterns: list[URLPattern] = [
    page("evaluation/versions/<int:pk>/xlsform/", exchange_views.questionnaire_xlsform),
    page("evaluation/questionnaires/importer/", exchange_views.questionnaire_import),
    page("methode/", exchange_views.method),
    page("methode/dossier.zip", exchange_views.method_pack),
]
