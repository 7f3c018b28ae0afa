"""Addresses of the public site."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.site import views as site_views

site_patterns: list[URLPattern] = [
    page("a-faire/", site_views.todo_list),
    page("premiers-pas/mettre-de-cote/", site_views.steps_set_aside),
    page("note.pdf", site_views.network_note),
    page("sitemap.xml", site_views.sitemap),
    page("site/", site_views.site_home),
    page("site/chiffres/", site_views.site_figures),
    page("site/chiffres/definitions/", site_views.site_definitions),
    page("site/mentions-legales/", site_views.site_legal),
    page("site/donnees-personnelles/", site_views.site_privacy),
    page("site/accessibilite/", site_views.site_accessibility),
    page("reglages/site/", site_views.site_settings),
]
