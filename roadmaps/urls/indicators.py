"""Addresses of roadmaps (indicators), below those of one network."""

from django.urls import URLPattern

indicators_patterns: list[URLPattern] = []
