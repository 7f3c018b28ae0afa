"""Addresses of roadmaps (tree), below those of one network."""

from django.urls import URLPattern

tree_patterns: list[URLPattern] = []
