"""Addresses of registrations for events."""

from django.urls import URLPattern

registration_patterns: list[URLPattern] = []
