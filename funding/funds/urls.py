"""Addresses of funds: what they are, their leverage rules, their grants."""

from funding.funds import views as fund_views
from funding.grants import views as grant_views
from inclusion.core.access import page

fund_patterns = [
    page("fonds/", fund_views.fund_list),
    page("fonds/<int:pk>/", fund_views.fund_detail),
    page("fonds/ouvrir/", fund_views.fund_open),
    page("fonds/<int:pk>/bilan/", fund_views.fund_report),
    page("fonds/<int:pk>/reglages/", fund_views.fund_settings),
    page("fonds/<int:pk>/modifier/", fund_views.fund_change),
    page("fonds/<int:pk>/effet-levier/", fund_views.leverage_add),
    page("fonds/effet-levier/<int:pk>/relever/", fund_views.leverage_raise),
    page("fonds/effet-levier/<int:pk>/arreter/", fund_views.leverage_end),
    page("fonds/effet-levier/<int:pk>/retirer/", fund_views.leverage_remove),
    page("fonds/<int:pk>/clore/", fund_views.fund_close),
    page("fonds/<int:pk>/rouvrir/", fund_views.fund_reopen),
    page("fonds/<int:pk>/subventions/", grant_views.fund_grants),
    page("fonds/<int:pk>/subventions/accordee/", grant_views.fund_grant_award),
    page("fonds/subventions/<int:pk>/", grant_views.fund_grant),
    page("fonds/subventions/<int:pk>/modifier/", grant_views.fund_grant_change),
    page("fonds/subventions/<int:pk>/versement/", grant_views.fund_grant_receipt),
    page("fonds/subventions/<int:pk>/rendre/", grant_views.fund_grant_return),
    page("fonds/subventions/<int:pk>/justifier/", grant_views.fund_grant_justify),
    page("fonds/subventions/<int:pk>/reprendre/", grant_views.fund_grant_reopen),
]
