"""Addresses of equipment, below those of one network."""

from django.urls import URLPattern

from equipment.urls.feedback import feedback_patterns
from equipment.urls.loans import loan_patterns

urlpatterns: list[URLPattern] = [
    *feedback_patterns,
    *loan_patterns,
]
