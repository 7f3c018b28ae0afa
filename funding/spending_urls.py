"""Addresses of what funds pay for: actions, commitments, movements."""

from django.urls import path

from funding.views import funds

spending_patterns = [
    path("fonds/<int:pk>/mouvements/", funds.fund_movements, name="fund_movements"),
    path("fonds/actions/<int:pk>/", funds.fund_action, name="fund_action"),
]
