"""Addresses of trial feedback."""

from django.urls import URLPattern, path

from equipment.feedback import views as feedback_views

feedback_patterns: list[URLPattern] = [
    path(
        "materiel/prets/<int:pk>/retours/<str:author>/ouvrir/",
        feedback_views.feedback_open,
        name="feedback_open",
    ),
    path("materiel/prets/<int:pk>/retours/ecrire/", feedback_views.feedback_write, name="feedback_write"),
    path("materiel/retours/<int:pk>/fermer/", feedback_views.feedback_close, name="feedback_close"),
    path("materiel/retours/<int:pk>/feuille/", feedback_views.feedback_slip, name="feedback_slip"),
    path("materiel/prets/<int:pk>/suite/", feedback_views.loan_outcome, name="loan_outcome"),
    path("materiel/prets/<int:pk>/mdph/", feedback_views.loan_mdph, name="loan_mdph"),
    path("materiel/prets/<int:pk>/bilan.pdf", feedback_views.loan_report, name="loan_report"),
    path("materiel/avis/<secret:token>/", feedback_views.feedback_public, name="feedback_public"),
    path("materiel/avis/<secret:token>/merci/", feedback_views.feedback_thanks, name="feedback_thanks"),
]
