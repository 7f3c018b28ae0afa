"""Addresses of the figures of lending."""

from django.urls import URLPattern, path

from equipment.follow_up import views as follow_up_views

follow_patterns: list[URLPattern] = [
    path("materiel/suivi/", follow_up_views.equipment_follow, name="equipment_follow"),
    path(
        "materiel/suivi/<int:year>/bilan.pdf",
        follow_up_views.equipment_year_report,
        name="equipment_year_report",
    ),
]
