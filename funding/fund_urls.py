"""Addresses of funds: what they are, their leverage rules, their grants."""

from django.urls import path

from funding.views import fund_settings, funds, grants

fund_patterns = [
    path("fonds/", funds.fund_list, name="fund_list"),
    path("fonds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("fonds/<int:pk>/reglages/", fund_settings.fund_settings, name="fund_settings"),
    path("fonds/<int:pk>/subventions/", grants.fund_grants, name="fund_grants"),
]
