"""Addresses of meetings while and after they are held: presences, decisions, tasks, minutes."""

from django.urls import URLPattern

minute_patterns: list[URLPattern] = []
