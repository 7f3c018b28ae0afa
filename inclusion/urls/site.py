"""Addresses of the public site."""

from django.urls import URLPattern, path

from inclusion.views import site

site_patterns: list[URLPattern] = [
    path("site/", site.site_home, name="site_home"),
    path("site/chiffres/", site.site_figures, name="site_figures"),
    path("site/mentions-legales/", site.site_legal, name="site_legal"),
    path("site/donnees-personnelles/", site.site_privacy, name="site_privacy"),
    path("site/accessibilite/", site.site_accessibility, name="site_accessibility"),
    path("reglages/site/", site.site_settings, name="site_settings"),
]
