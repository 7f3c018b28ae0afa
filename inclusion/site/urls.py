"""Addresses of the public site."""

from django.urls import URLPattern, path

from inclusion.site import views as site_views

site_patterns: list[URLPattern] = [
    path("site/", site_views.site_home, name="site_home"),
    path("site/chiffres/", site_views.site_figures, name="site_figures"),
    path("site/mentions-legales/", site_views.site_legal, name="site_legal"),
    path("site/donnees-personnelles/", site_views.site_privacy, name="site_privacy"),
    path("site/accessibilite/", site_views.site_accessibility, name="site_accessibility"),
    path("reglages/site/", site_views.site_settings, name="site_settings"),
]
