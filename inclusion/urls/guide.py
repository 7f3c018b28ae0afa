"""Addresses of the public guide."""

from django.urls import URLPattern

guide_patterns: list[URLPattern] = []
