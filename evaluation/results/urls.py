"""Addresses of results and of their exports, below those of one network."""

from django.urls import URLPattern

from evaluation.results.views import publications
from inclusion.core.access import page

result_patterns: list[URLPattern] = [
    page("evaluation/enquetes/<int:pk>/resultats/", publications.result_detail),
    page("evaluation/enquetes/<int:pk>/montrer/", publications.result_show),
    page("evaluation/enquetes/<int:pk>/retirer/", publications.result_withdraw),
    page("enquetes/", publications.result_public_list),
    page("enquetes/<int:pk>/", publications.result_public),
    page("evaluation/enquetes/<int:pk>/resultats/<slug:part>/<slug:code>/", publications.result_question),
]


# -- URLs of exports, below those of one network

export_patterns: list[URLPattern] = [
    page("evaluation/enquetes/<int:pk>/resultats/<slug:part>/tableau.<slug:fmt>", publications.result_table),
    page("evaluation/enquetes/<int:pk>/reponses-une-a-une/", publications.result_microdata),
    page("evaluation/enquetes/<int:pk>/essentiel.pdf", publications.result_summary),
    page("evaluation/enquetes/<int:pk>/rapport.pdf", publications.result_report),
]
