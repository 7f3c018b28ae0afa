"""Addresses of the figures of lending."""

from django.urls import URLPattern

from equipment.follow_up import views as follow_up_views
from inclusion.core.access import page

follow_patterns: list[URLPattern] = [
    page("materiel/suivi/", follow_up_views.equipment_follow),
    page("materiel/suivi/<int:year>/bilan.pdf", follow_up_views.equipment_year_report),
]
