"""Addresses of subsidy requests, below those of one network."""

from funding.subsidies import views as subsidy_views
from inclusion.core.access import page

subsidy_patterns = [
    page("subventions/", subsidy_views.subsidy_list),
    page("conventions/<int:pk>/subventions/", subsidy_views.subsidy_prepare),
    page("subventions/<int:pk>/", subsidy_views.subsidy_detail),
    page("subventions/<int:pk>/demande.pdf", subsidy_views.subsidy_document),
    page("subventions/<int:pk>/bilan.pdf", subsidy_views.subsidy_report),
    page("subventions/<int:pk>/modifier/", subsidy_views.subsidy_edit),
    page("subventions/<int:pk>/deposer/", subsidy_views.subsidy_submit),
    page("subventions/<int:pk>/completer/", subsidy_views.subsidy_reopen),
    page("subventions/<int:pk>/decision/", subsidy_views.subsidy_decide),
]
