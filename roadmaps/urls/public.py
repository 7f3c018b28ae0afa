"""Addresses of roadmaps (public), below those of one network."""

from django.urls import URLPattern

public_patterns: list[URLPattern] = []
