"""Addresses of files of places that come in, of who brings them, and of places that look alike."""

from django.urls import URLPattern, path

from inclusion.views import place_duplicates, place_imports

place_import_patterns: list[URLPattern] = [
    path("lieux/fichiers/", place_imports.place_import_list, name="place_import_list"),
    path("lieux/fichiers/apporter/", place_imports.place_import_add, name="place_import_add"),
    path("lieux/fichiers/<int:pk>/", place_imports.place_import_detail, name="place_import_detail"),
    path("lieux/fichiers/<int:pk>/reprendre/", place_imports.place_import_apply, name="place_import_apply"),
    path("lieux/fichiers/<int:pk>/abandonner/", place_imports.place_import_drop, name="place_import_drop"),
    path("lieux/sources/", place_imports.place_source_list, name="place_source_list"),
    path("lieux/sources/ajouter/", place_imports.place_source_add, name="place_source_add"),
    path("lieux/sources/<int:pk>/", place_imports.place_source_edit, name="place_source_edit"),
    path("lieux/doublons/", place_duplicates.place_double_list, name="place_double_list"),
    path(
        "lieux/doublons/<int:pk>/fusionner/", place_duplicates.place_double_merge, name="place_double_merge"
    ),
    path(
        "lieux/doublons/<int:pk>/distinguer/", place_duplicates.place_double_apart, name="place_double_apart"
    ),
]
