"""Addresses of paper: posters, printed questionnaires, their entry, links to hand out; below those of one network."""

from django.urls import URLPattern, path

from evaluation.views import links, paper, paper_entry

_CAMPAIGN = "evaluation/campagnes/<int:pk>/"

paper_patterns: list[URLPattern] = [
    path(f"{_CAMPAIGN}affiche/", paper.paper_poster, name="paper_poster"),
    path(f"{_CAMPAIGN}papier/", paper.paper_form, name="paper_form"),
    path(f"{_CAMPAIGN}saisie/", paper_entry.paper_entry, name="paper_entry"),
    path(f"{_CAMPAIGN}liens/", links.campaign_links, name="campaign_links"),
]
