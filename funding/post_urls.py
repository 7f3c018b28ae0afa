"""Addresses of posts, below those of one network."""

from django.urls import URLPattern

post_patterns: list[URLPattern] = []
