"""Addresses of results and of their exports, below those of one network."""

from django.urls import URLPattern, path

from evaluation.results.views import publications

result_patterns: list[URLPattern] = [
    path("evaluation/enquetes/<int:pk>/resultats/", publications.result_detail, name="result_detail"),
    path(
        "evaluation/enquetes/<int:pk>/resultats/<slug:part>/<slug:code>/",
        publications.result_question,
        name="result_question",
    ),
]


# -- URLs of exports, below those of one network

export_patterns: list[URLPattern] = [
    path(
        "evaluation/enquetes/<int:pk>/resultats/<slug:part>/tableau.<slug:fmt>",
        publications.result_table,
        name="result_table",
    ),
    path(
        "evaluation/enquetes/<int:pk>/reponses-une-a-une/",
        publications.result_microdata,
        name="result_microdata",
    ),
    path("evaluation/enquetes/<int:pk>/rapport.pdf", publications.result_report, name="result_report"),
]
