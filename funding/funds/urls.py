"""Addresses of funds: what they are, their leverage rules."""

from funding.funds import views
from inclusion.core.access import page

fund_patterns = [
    page("fonds/", views.fund_list),
    page("fonds/<int:pk>/", views.fund_detail),
    page("fonds/ouvrir/", views.fund_open),
    page("fonds/<int:pk>/bilan/", views.fund_report),
    page("fonds/<int:pk>/reglages/", views.fund_settings),
    page("fonds/<int:pk>/modifier/", views.fund_change),
    page("fonds/<int:pk>/effet-levier/", views.leverage_add),
    page("fonds/effet-levier/<int:pk>/relever/", views.leverage_raise),
    page("fonds/effet-levier/<int:pk>/arreter/", views.leverage_end),
    page("fonds/effet-levier/<int:pk>/retirer/", views.leverage_remove),
    page("fonds/<int:pk>/clore/", views.fund_close),
    page("fonds/<int:pk>/rouvrir/", views.fund_reopen),
]
