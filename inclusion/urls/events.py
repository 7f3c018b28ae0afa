"""Addresses of events, for members and for everybody."""

from django.urls import URLPattern

event_patterns: list[URLPattern] = []
