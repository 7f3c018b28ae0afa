"""Addresses of funds: what they are, their leverage rules, their grants."""

from django.urls import path

from funding.views import funds

fund_patterns = [
    path("fonds/", funds.fund_list, name="fund_list"),
    path("fonds/<int:pk>/", funds.fund_detail, name="fund_detail"),
]
