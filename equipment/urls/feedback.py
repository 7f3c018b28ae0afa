"""Addresses of trial feedback, below those of one network."""

from django.urls import URLPattern, path

from equipment.views import feedback, feedback_public

feedback_patterns: list[URLPattern] = [
    path(
        "materiel/prets/<int:pk>/retours/<str:author>/ouvrir/", feedback.feedback_open, name="feedback_open"
    ),
    path("materiel/prets/<int:pk>/retours/ecrire/", feedback.feedback_write, name="feedback_write"),
    path("materiel/retours/<int:pk>/fermer/", feedback.feedback_close, name="feedback_close"),
    path("materiel/retours/<int:pk>/feuille/", feedback.feedback_slip, name="feedback_slip"),
    path("materiel/prets/<int:pk>/suite/", feedback.loan_outcome, name="loan_outcome"),
    path("materiel/prets/<int:pk>/mdph/", feedback.loan_mdph, name="loan_mdph"),
    path("materiel/prets/<int:pk>/bilan.pdf", feedback.loan_report, name="loan_report"),
    path("materiel/avis/<secret:token>/", feedback_public.feedback_public, name="feedback_public"),
    path("materiel/avis/<secret:token>/merci/", feedback_public.feedback_thanks, name="feedback_thanks"),
]
