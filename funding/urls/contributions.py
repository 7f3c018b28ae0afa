"""Addresses of contributions and of the money that comes in on them."""

from django.urls import path

from funding.views import contributions

contribution_patterns = [
    path("fonds/<int:pk>/contributions/", contributions.fund_contributions, name="fund_contributions"),
    path("fonds/<int:pk>/contributions/promettre/", contributions.fund_pledge, name="fund_pledge"),
    path("fonds/contributions/<int:pk>/", contributions.fund_contribution, name="fund_contribution"),
    path(
        "fonds/contributions/<int:pk>/montant/",
        contributions.fund_contribution_change,
        name="fund_contribution_change",
    ),
    path(
        "fonds/contributions/<int:pk>/retirer/",
        contributions.fund_contribution_withdraw,
        name="fund_contribution_withdraw",
    ),
    path(
        "fonds/contributions/<int:pk>/actions/",
        contributions.fund_contribution_earmark,
        name="fund_contribution_earmark",
    ),
    path("fonds/contributions/<int:pk>/versement/", contributions.fund_receipt, name="fund_receipt"),
    path("fonds/contributions/<int:pk>/remboursement/", contributions.fund_refund, name="fund_refund"),
]
