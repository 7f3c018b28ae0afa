"""Addresses of files of contributions and receipts."""

import_patterns: list = []
