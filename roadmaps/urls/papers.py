"""Addresses of roadmaps (papers), below those of one network."""

from django.urls import URLPattern

papers_patterns: list[URLPattern] = []
