"""Addresses of subsidy requests, below those of one network."""

from django.urls import path

from funding.views import subsidies, subsidy_steps

subsidy_patterns = [
    path("subventions/", subsidies.subsidy_list, name="subsidy_list"),
    path("conventions/<int:pk>/subventions/", subsidy_steps.subsidy_prepare, name="subsidy_prepare"),
    path("subventions/<int:pk>/", subsidies.subsidy_detail, name="subsidy_detail"),
    path("subventions/<int:pk>/demande.pdf", subsidies.subsidy_document, name="subsidy_document"),
    path("subventions/<int:pk>/bilan.pdf", subsidies.subsidy_report, name="subsidy_report"),
    path("subventions/<int:pk>/modifier/", subsidy_steps.subsidy_edit, name="subsidy_edit"),
    path("subventions/<int:pk>/deposer/", subsidy_steps.subsidy_submit, name="subsidy_submit"),
    path("subventions/<int:pk>/completer/", subsidy_steps.subsidy_reopen, name="subsidy_reopen"),
    path("subventions/<int:pk>/decision/", subsidy_steps.subsidy_decide, name="subsidy_decide"),
]
