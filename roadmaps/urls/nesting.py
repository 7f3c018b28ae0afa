"""Addresses of roadmaps (nesting, adoption, versions), below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import adoption, matrix, versions

nesting_patterns: list[URLPattern] = [
    path("feuilles-de-route/axes-et-territoires/", matrix.roadmap_matrix, name="roadmap_matrix"),
    path("feuilles-de-route/<int:pk>/adoption/", adoption.roadmap_adoption, name="roadmap_adoption"),
    path("feuilles-de-route/<int:pk>/confirmer/", adoption.roadmap_confirm, name="roadmap_confirm"),
    path("feuilles-de-route/axes/<int:pk>/reprendre/", adoption.axis_take_up, name="axis_take_up"),
    path("feuilles-de-route/<int:pk>/differences/", versions.roadmap_differences, name="roadmap_differences"),
    path("feuilles-de-route/<int:pk>/pdf/", versions.roadmap_pdf, name="roadmap_pdf"),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/",
        versions.roadmap_version,
        name="roadmap_version",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/compte-rendu/",
        versions.roadmap_minutes,
        name="roadmap_minutes",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/pdf/",
        versions.roadmap_version_pdf,
        name="roadmap_version_pdf",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/mettre-en-pages/",
        adoption.roadmap_version_print,
        name="roadmap_version_print",
    ),
]
