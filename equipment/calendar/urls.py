"""Addresses of the calendar of loans."""

from django.urls import URLPattern

from equipment.calendar import views
from inclusion.core.access import page

calendar_patterns: list[URLPattern] = [
    page("materiel/calendrier/", views.loan_calendar),
    page("materiel/calendrier/abonnements/", views.loan_calendar_links),
    page("materiel/calendrier/abonnements/<int:pk>/changer/", views.loan_calendar_renew),
    page("materiel/calendrier/abonnements/<int:pk>/arreter/", views.loan_calendar_end),
    page("materiel/calendrier/<secret:token>.ics", views.loan_ics),
]
