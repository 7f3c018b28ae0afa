"""Addresses of the shared follow-up of lending, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import follow

follow_patterns: list[URLPattern] = [
    path("materiel/suivi/", follow.equipment_follow, name="equipment_follow"),
    path("materiel/suivi/<int:year>/bilan.pdf", follow.equipment_year_report, name="equipment_year_report"),
]
