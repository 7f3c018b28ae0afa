"""Addresses of contributions and of the money that comes in on them."""

from django.urls import path

from funding.views import funds

contribution_patterns = [
    path("fonds/contributions/<int:pk>/versement/", funds.fund_receipt, name="fund_receipt"),
]
