"""Addresses of the templates of agreements, below those of one network."""

from django.urls import URLPattern

agreement_template_patterns: list[URLPattern] = []
