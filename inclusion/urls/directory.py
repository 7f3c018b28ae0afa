"""Addresses of the directory of actors."""

from django.urls import URLPattern

directory_patterns: list[URLPattern] = []
