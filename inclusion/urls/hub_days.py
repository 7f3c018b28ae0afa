"""Addresses of hub days."""

from django.urls import URLPattern

hub_patterns: list[URLPattern] = []
