"""Addresses of roadmaps (workshops), below those of one network."""

from django.urls import URLPattern

workshops_patterns: list[URLPattern] = []
