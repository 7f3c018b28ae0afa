"""Addresses of files of contributions and receipts."""

from django.urls import path

from funding.views import imports

import_patterns = [
    path("fonds/<int:pk>/importer/", imports.fund_import_new, name="fund_import_new"),
    path(
        "fonds/<int:pk>/contributions/fichier/",
        imports.fund_contributions_file,
        name="fund_contributions_file",
    ),
    path("fonds/<int:pk>/versements/fichier/", imports.fund_receipts_file, name="fund_receipts_file"),
    path("fonds/imports/<int:pk>/", imports.fund_import, name="fund_import"),
    path("fonds/imports/<int:pk>/enregistrer/", imports.fund_import_apply, name="fund_import_apply"),
    path("fonds/imports/<int:pk>/abandonner/", imports.fund_import_drop, name="fund_import_drop"),
]
