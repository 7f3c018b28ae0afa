"""Addresses of what contributors are asked: requests, calls for funds, reminders."""

call_patterns: list = []
