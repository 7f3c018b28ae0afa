"""Addresses of the places as their keepers see them, of sessions, of the question of each month."""

from django.urls import URLPattern

place_patterns: list[URLPattern] = []
