"""Addresses of meetings before they are held: planning, agenda, invitations, answers."""

from django.urls import URLPattern

meeting_patterns: list[URLPattern] = []
