"""Addresses of files of contributions and receipts."""

from funding.imports import views as import_views
from inclusion.core.access import page

import_patterns = [
    page("fonds/<int:pk>/importer/", import_views.fund_import_new),
    page("fonds/<int:pk>/contributions/fichier/", import_views.fund_contributions_file),
    page("fonds/<int:pk>/versements/fichier/", import_views.fund_receipts_file),
    page("fonds/imports/<int:pk>/", import_views.fund_import),
    page("fonds/imports/<int:pk>/enregistrer/", import_views.fund_import_apply),
    page("fonds/imports/<int:pk>/abandonner/", import_views.fund_import_drop),
]
