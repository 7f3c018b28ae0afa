"""Addresses of the files of the guide that are prepared ahead."""

from django.urls import URLPattern, path

from inclusion.views import guide_files

guide_file_patterns: list[URLPattern] = [
    path("guide/donnees/", guide_files.guide_data, name="guide_data"),
    path("guide/donnees/ecarts/", guide_files.guide_left_out, name="guide_left_out"),
    path("guide/donnees/preparer/", guide_files.guide_prepare, name="guide_prepare"),
    path("guide/donnees/<slug:kind>/", guide_files.guide_file, name="guide_file"),
]
