"""Addresses of the grants of funds."""

from funding.grants import views
from inclusion.core.access import page

grant_patterns = [
    page("fonds/<int:pk>/subventions/", views.fund_grants),
    page("fonds/<int:pk>/subventions/accordee/", views.fund_grant_award),
    page("fonds/subventions/<int:pk>/", views.fund_grant),
    page("fonds/subventions/<int:pk>/modifier/", views.fund_grant_change),
    page("fonds/subventions/<int:pk>/versement/", views.fund_grant_receipt),
    page("fonds/subventions/<int:pk>/rendre/", views.fund_grant_return),
    page("fonds/subventions/<int:pk>/justifier/", views.fund_grant_justify),
    page("fonds/subventions/<int:pk>/reprendre/", views.fund_grant_reopen),
]
