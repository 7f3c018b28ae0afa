"""Addresses of roadmaps (coverage), below those of one network."""

from django.urls import URLPattern

coverage_patterns: list[URLPattern] = []
