"""Addresses of exports, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import exports, microdata, reports

export_patterns: list[URLPattern] = [
    path(
        "evaluation/enquetes/<int:pk>/resultats/<slug:part>/tableau.<slug:fmt>",
        exports.result_table,
        name="result_table",
    ),
    path(
        "evaluation/enquetes/<int:pk>/reponses-une-a-une/",
        microdata.result_microdata,
        name="result_microdata",
    ),
    path("evaluation/enquetes/<int:pk>/rapport.pdf", reports.result_report, name="result_report"),
]
