"""Filters of the list pages, by noun."""
