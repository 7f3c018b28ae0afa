"""Addresses of agreements, below those of one network."""

from django.urls import URLPattern

agreement_patterns: list[URLPattern] = []
