"""Addresses of roadmaps (nesting), below those of one network."""

from django.urls import URLPattern

nesting_patterns: list[URLPattern] = []
