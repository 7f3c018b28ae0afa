"""Addresses of files of contributions and receipts."""

from django.urls import path

from funding.imports import views as import_views

import_patterns = [
    path("fonds/<int:pk>/importer/", import_views.fund_import_new, name="fund_import_new"),
    path(
        "fonds/<int:pk>/contributions/fichier/",
        import_views.fund_contributions_file,
        name="fund_contributions_file",
    ),
    path("fonds/<int:pk>/versements/fichier/", import_views.fund_receipts_file, name="fund_receipts_file"),
    path("fonds/imports/<int:pk>/", import_views.fund_import, name="fund_import"),
    path("fonds/imports/<int:pk>/enregistrer/", import_views.fund_import_apply, name="fund_import_apply"),
    path("fonds/imports/<int:pk>/abandonner/", import_views.fund_import_drop, name="fund_import_drop"),
]
