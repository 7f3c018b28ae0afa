"""Addresses of answering, of paper and of links, below those of one network."""

from django.urls import URLPattern, path

from evaluation.surveys.answers import views as answer_views

answering_patterns: list[URLPattern] = [
    path("enquete/u/<secret:signed>/", answer_views.answer_single, name="answer_single"),
    path("enquete/borne/<int:pk>/", answer_views.answer_kiosk_open, name="answer_kiosk_open"),
    path("enquete/<secret:token>/", answer_views.answer, name="answer"),
    path("enquete/<secret:token>/merci/", answer_views.answer_thanks, name="answer_thanks"),
    path("enquete/<secret:token>/borne/", answer_views.answer_kiosk, name="answer_kiosk"),
    path("enquete/<secret:token>/borne/en-cours/", answer_views.answer_keep, name="answer_keep"),
]


# -- URLs of papers and links, below those of one network

_CAMPAIGN = "evaluation/campagnes/<int:pk>/"

paper_patterns: list[URLPattern] = [
    path(f"{_CAMPAIGN}affiche/", answer_views.paper_poster, name="paper_poster"),
    path(f"{_CAMPAIGN}papier/", answer_views.paper_form, name="paper_form"),
    path(f"{_CAMPAIGN}saisie/", answer_views.paper_entry, name="paper_entry"),
    path(f"{_CAMPAIGN}liens/", answer_views.campaign_links, name="campaign_links"),
]
