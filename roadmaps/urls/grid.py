"""Addresses of roadmaps (grid), below those of one network."""

from django.urls import URLPattern

grid_patterns: list[URLPattern] = []
