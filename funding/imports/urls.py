"""Addresses of files of contributions and receipts."""

from funding.imports import views as import_views
from inclusion.core.access import page

import_patterns = [
    *import_views.FUND_IMPORT.patterns("fonds/<int:pk>/importer/", "fonds/imports/<int:pk>/"),
    page("fonds/<int:pk>/contributions/fichier/", import_views.fund_contributions_file),
    page("fonds/<int:pk>/versements/fichier/", import_views.fund_receipts_file),
]
