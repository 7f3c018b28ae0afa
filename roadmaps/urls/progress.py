"""Addresses of roadmaps (progress), below those of one network."""

from django.urls import URLPattern

progress_patterns: list[URLPattern] = []
