"""Addresses of funds: what they are, their leverage rules, their grants."""

from django.urls import path

from funding.views import fund_settings, funds, grants

fund_patterns = [
    path("fonds/", funds.fund_list, name="fund_list"),
    path("fonds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("fonds/ouvrir/", fund_settings.fund_open, name="fund_open"),
    path("fonds/<int:pk>/reglages/", fund_settings.fund_settings, name="fund_settings"),
    path("fonds/<int:pk>/modifier/", fund_settings.fund_change, name="fund_change"),
    path("fonds/<int:pk>/effet-levier/", fund_settings.leverage_add, name="leverage_add"),
    path("fonds/effet-levier/<int:pk>/arreter/", fund_settings.leverage_end, name="leverage_end"),
    path("fonds/effet-levier/<int:pk>/retirer/", fund_settings.leverage_remove, name="leverage_remove"),
    path("fonds/<int:pk>/clore/", fund_settings.fund_close, name="fund_close"),
    path("fonds/<int:pk>/rouvrir/", fund_settings.fund_reopen, name="fund_reopen"),
    path("fonds/<int:pk>/subventions/", grants.fund_grants, name="fund_grants"),
    path("fonds/<int:pk>/subventions/accordee/", grants.fund_grant_award, name="fund_grant_award"),
    path("fonds/subventions/<int:pk>/", grants.fund_grant, name="fund_grant"),
    path("fonds/subventions/<int:pk>/modifier/", grants.fund_grant_change, name="fund_grant_change"),
    path("fonds/subventions/<int:pk>/versement/", grants.fund_grant_receipt, name="fund_grant_receipt"),
    path("fonds/subventions/<int:pk>/rendre/", grants.fund_grant_return, name="fund_grant_return"),
    path("fonds/subventions/<int:pk>/justifier/", grants.fund_grant_justify, name="fund_grant_justify"),
    path("fonds/subventions/<int:pk>/reprendre/", grants.fund_grant_reopen, name="fund_grant_reopen"),
]
