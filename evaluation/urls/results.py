"""Addresses of results, below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import results

result_patterns: list[URLPattern] = [
    path("evaluation/enquetes/<int:pk>/resultats/", results.result_detail, name="result_detail"),
    path(
        "evaluation/enquetes/<int:pk>/resultats/<slug:part>/<slug:code>/",
        results.result_question,
        name="result_question",
    ),
]
