"""Filters of funding's lists, by noun."""
