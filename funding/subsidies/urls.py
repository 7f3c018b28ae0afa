"""Addresses of subsidy requests, below those of one network."""

from django.urls import path

from funding.subsidies import views as subsidy_views

subsidy_patterns = [
    path("subventions/", subsidy_views.subsidy_list, name="subsidy_list"),
    path("conventions/<int:pk>/subventions/", subsidy_views.subsidy_prepare, name="subsidy_prepare"),
    path("subventions/<int:pk>/", subsidy_views.subsidy_detail, name="subsidy_detail"),
    path("subventions/<int:pk>/demande.pdf", subsidy_views.subsidy_document, name="subsidy_document"),
    path("subventions/<int:pk>/bilan.pdf", subsidy_views.subsidy_report, name="subsidy_report"),
    path("subventions/<int:pk>/modifier/", subsidy_views.subsidy_edit, name="subsidy_edit"),
    path("subventions/<int:pk>/deposer/", subsidy_views.subsidy_submit, name="subsidy_submit"),
    path("subventions/<int:pk>/completer/", subsidy_views.subsidy_reopen, name="subsidy_reopen"),
    path("subventions/<int:pk>/decision/", subsidy_views.subsidy_decide, name="subsidy_decide"),
]
