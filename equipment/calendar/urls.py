"""Addresses of the calendar of loans."""

from django.urls import URLPattern, path

from equipment.calendar import views

calendar_patterns: list[URLPattern] = [
    path("materiel/calendrier/", views.loan_calendar, name="loan_calendar"),
    path("materiel/calendrier/abonnements/", views.loan_calendar_links, name="loan_calendar_links"),
    path(
        "materiel/calendrier/abonnements/<int:pk>/changer/",
        views.loan_calendar_renew,
        name="loan_calendar_renew",
    ),
    path(
        "materiel/calendrier/abonnements/<int:pk>/arreter/",
        views.loan_calendar_end,
        name="loan_calendar_end",
    ),
    path("materiel/calendrier/<secret:token>.ics", views.loan_ics, name="loan_ics"),
]
