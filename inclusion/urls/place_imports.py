"""Addresses of files of places that come in, and of places that look alike."""

from django.urls import URLPattern

place_import_patterns: list[URLPattern] = []
