"""Addresses of who sits in a body, of what waits for it, of its rhythm."""

from django.urls import URLPattern

seat_patterns: list[URLPattern] = []
