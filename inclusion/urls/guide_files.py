"""Addresses of the files of the guide that are prepared ahead."""

from django.urls import URLPattern

guide_file_patterns: list[URLPattern] = []
