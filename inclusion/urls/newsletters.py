"""Addresses of the newsletter."""

from django.urls import URLPattern

newsletter_patterns: list[URLPattern] = []
