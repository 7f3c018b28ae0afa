"""Addresses of adoption, versions, axes by territory and the public pages, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.adoption import views as adoption_views

nesting_patterns: list[URLPattern] = [
    path("feuilles-de-route/axes-et-territoires/", adoption_views.roadmap_matrix, name="roadmap_matrix"),
    path("feuilles-de-route/<int:pk>/adoption/", adoption_views.roadmap_adoption, name="roadmap_adoption"),
    path("feuilles-de-route/<int:pk>/confirmer/", adoption_views.roadmap_confirm, name="roadmap_confirm"),
    path("feuilles-de-route/axes/<int:pk>/reprendre/", adoption_views.axis_take_up, name="axis_take_up"),
    path(
        "feuilles-de-route/<int:pk>/differences/",
        adoption_views.roadmap_differences,
        name="roadmap_differences",
    ),
    path("feuilles-de-route/<int:pk>/pdf/", adoption_views.roadmap_pdf, name="roadmap_pdf"),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/",
        adoption_views.roadmap_version,
        name="roadmap_version",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/compte-rendu/",
        adoption_views.roadmap_minutes,
        name="roadmap_minutes",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/pdf/",
        adoption_views.roadmap_version_pdf,
        name="roadmap_version_pdf",
    ),
    path(
        "feuilles-de-route/<int:pk>/versions/<int:number>/mettre-en-pages/",
        adoption_views.roadmap_version_print,
        name="roadmap_version_print",
    ),
]


# -- URLs of public roadmaps, below those of one network

public_patterns: list[URLPattern] = [
    path("feuille-de-route/", adoption_views.roadmap_public, name="roadmap_public"),
    path("feuille-de-route/<int:pk>/", adoption_views.roadmap_public_detail, name="roadmap_public_detail"),
    path("feuille-de-route/<int:pk>/pdf/", adoption_views.roadmap_public_pdf, name="roadmap_public_pdf"),
]
