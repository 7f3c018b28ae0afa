"""Addresses of equipment, below those of one network."""

from django.urls import URLPattern

from equipment.urls.loans import loan_patterns

urlpatterns: list[URLPattern] = [
    *loan_patterns,
]
