"""Addresses of instalments, below those of one network."""

from django.urls import URLPattern

instalment_patterns: list[URLPattern] = []
