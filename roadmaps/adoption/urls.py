"""Addresses of adoption, versions, axes by territory and the public pages, below those of one network."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.adoption import views as adoption_views

nesting_patterns: list[URLPattern] = [
    page("feuilles-de-route/axes-et-territoires/", adoption_views.roadmap_matrix),
    page("feuilles-de-route/<int:pk>/adoption/", adoption_views.roadmap_adoption),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/confirmer/", adoption_views.roadmap_confirm),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/retirer/", adoption_views.roadmap_withdraw),
    page("feuilles-de-route/axes/<int:pk>/reprendre/", adoption_views.axis_take_up),
    page("feuilles-de-route/<int:pk>/differences/", adoption_views.roadmap_differences),
    page("feuilles-de-route/<int:pk>/pdf/", adoption_views.roadmap_pdf),
    page("feuilles-de-route/<int:pk>/texte/", adoption_views.roadmap_text),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/", adoption_views.roadmap_version),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/compte-rendu/", adoption_views.roadmap_minutes),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/pdf/", adoption_views.roadmap_version_pdf),
    page("feuilles-de-route/<int:pk>/versions/<int:number>/mettre-en-pages/", adoption_views.roadmap_version_print),
]


# -- URLs of public roadmaps, below those of one network

public_patterns: list[URLPattern] = [
    page("feuille-de-route/", adoption_views.roadmap_public),
    page("feuille-de-route/<int:pk>/", adoption_views.roadmap_public_detail),
    page("feuille-de-route/<int:pk>/pdf/", adoption_views.roadmap_public_pdf),
    page("feuille-de-route/<int:pk>/deux-pages/", adoption_views.roadmap_leaflet),
]
