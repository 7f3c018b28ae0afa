"""Addresses of trial feedback."""

from django.urls import URLPattern

from equipment.feedback import views as feedback_views
from inclusion.core.access import page

feedback_patterns: list[URLPattern] = [
    page("materiel/prets/<int:pk>/retours/<str:author>/ouvrir/", feedback_views.feedback_open),
    page("materiel/prets/<int:pk>/retours/ecrire/", feedback_views.feedback_write),
    page("materiel/retours/<int:pk>/fermer/", feedback_views.feedback_close),
    page("materiel/retours/<int:pk>/feuille/", feedback_views.feedback_slip),
    page("materiel/prets/<int:pk>/suite/", feedback_views.loan_outcome),
    page("materiel/prets/<int:pk>/mdph/", feedback_views.loan_mdph),
    page("materiel/prets/<int:pk>/bilan.pdf", feedback_views.loan_report),
    page("materiel/eleves/<int:pk>/", feedback_views.pupil_detail),
    page("materiel/avis/<secret:token>/", feedback_views.feedback_public),
    page("materiel/avis/<secret:token>/merci/", feedback_views.feedback_thanks),
]
