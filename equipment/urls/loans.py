"""Addresses of loans, their desk and their pictures, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import photos, scans

loan_patterns: list[URLPattern] = [
    path("materiel/scanner/lire/", scans.scan_read, name="scan_read"),
    path("materiel/photos/<int:pk>/", photos.loan_photo, name="loan_photo"),
    path("materiel/photos/<int:pk>/retirer/", photos.loan_photo_remove, name="loan_photo_remove"),
]
