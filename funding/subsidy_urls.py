"""Addresses of subsidys, below those of one network."""

from django.urls import URLPattern

subsidy_patterns: list[URLPattern] = []
