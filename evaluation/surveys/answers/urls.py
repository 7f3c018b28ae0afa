"""Addresses of answering, of paper and of links, below those of one network."""

from django.urls import URLPattern

from evaluation.surveys.answers import views as answer_views
from inclusion.core.access import page

answering_patterns: list[URLPattern] = [
    page("enquete/u/<secret:signed>/", answer_views.answer_single),
    page("enquete/borne/<int:pk>/", answer_views.answer_kiosk_open),
    page("enquete/<secret:token>/", answer_views.answer),
    page("enquete/<secret:token>/merci/", answer_views.answer_thanks),
    page("enquete/<secret:token>/borne/", answer_views.answer_kiosk),
]


# -- URLs of papers and links, below those of one network

_CAMPAIGN = "evaluation/campagnes/<int:pk>/"

paper_patterns: list[URLPattern] = [
    page(f"{_CAMPAIGN}affiche/", answer_views.paper_poster),
    page(f"{_CAMPAIGN}papier/", answer_views.paper_form),
    page(f"{_CAMPAIGN}saisie/", answer_views.paper_entry),
    page(f"{_CAMPAIGN}liens/", answer_views.campaign_links),
]
