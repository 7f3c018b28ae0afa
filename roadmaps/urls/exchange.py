"""Addresses of roadmaps (exchange), below those of one network."""

from django.urls import URLPattern

exchange_patterns: list[URLPattern] = []
