"""Addresses of funds: what they are, their leverage rules, their grants."""

from django.urls import path

from funding.funds import views as fund_views
from funding.grants import views as grant_views

fund_patterns = [
    path("fonds/", fund_views.fund_list, name="fund_list"),
    path("fonds/<int:pk>/", fund_views.fund_detail, name="fund_detail"),
    path("fonds/ouvrir/", fund_views.fund_open, name="fund_open"),
    path("fonds/<int:pk>/reglages/", fund_views.fund_settings, name="fund_settings"),
    path("fonds/<int:pk>/modifier/", fund_views.fund_change, name="fund_change"),
    path("fonds/<int:pk>/effet-levier/", fund_views.leverage_add, name="leverage_add"),
    path("fonds/effet-levier/<int:pk>/arreter/", fund_views.leverage_end, name="leverage_end"),
    path("fonds/effet-levier/<int:pk>/retirer/", fund_views.leverage_remove, name="leverage_remove"),
    path("fonds/<int:pk>/clore/", fund_views.fund_close, name="fund_close"),
    path("fonds/<int:pk>/rouvrir/", fund_views.fund_reopen, name="fund_reopen"),
    path("fonds/<int:pk>/subventions/", grant_views.fund_grants, name="fund_grants"),
    path("fonds/<int:pk>/subventions/accordee/", grant_views.fund_grant_award, name="fund_grant_award"),
    path("fonds/subventions/<int:pk>/", grant_views.fund_grant, name="fund_grant"),
    path("fonds/subventions/<int:pk>/modifier/", grant_views.fund_grant_change, name="fund_grant_change"),
    path("fonds/subventions/<int:pk>/versement/", grant_views.fund_grant_receipt, name="fund_grant_receipt"),
    path("fonds/subventions/<int:pk>/rendre/", grant_views.fund_grant_return, name="fund_grant_return"),
    path("fonds/subventions/<int:pk>/justifier/", grant_views.fund_grant_justify, name="fund_grant_justify"),
    path("fonds/subventions/<int:pk>/reprendre/", grant_views.fund_grant_reopen, name="fund_grant_reopen"),
]
