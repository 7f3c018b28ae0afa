"""Addresses of changes of bank details."""

from funding.bank_details import views
from inclusion.core.access import page

bank_details_patterns = [
    page("comptes/<int:pk>/confirmer/", views.bank_details_confirm),
    page("comptes/<int:pk>/retirer/", views.bank_details_withdraw),
]
