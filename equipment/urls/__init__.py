"""Addresses of equipment, below those of one network."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
