"""Addresses of the public site."""

from django.urls import URLPattern

site_patterns: list[URLPattern] = []
