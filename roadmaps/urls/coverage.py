"""Addresses of coverage and of the training of helpers, below those of one network."""

from django.urls import URLPattern, path

from roadmaps.views import coverage, training, training_steps

_TRAINING = "feuilles-de-route/formation"

coverage_patterns: list[URLPattern] = [
    path("feuilles-de-route/couverture/", coverage.coverage, name="coverage"),
    path("feuilles-de-route/couverture/sieges/", coverage.coverage_seats, name="coverage_seats"),
    path("feuilles-de-route/couverture/<slug:siren>/", coverage.coverage_epci, name="coverage_epci"),
    path(f"{_TRAINING}/", training.training, name="training"),
    path(f"{_TRAINING}/ouvrir/", training_steps.training_open, name="training_open"),
    path(f"{_TRAINING}/<int:pk>/modifier/", training_steps.training_change, name="training_change"),
    path(f"{_TRAINING}/<int:pk>/attribuer/", training_steps.training_allot, name="training_allot"),
    path(
        f"{_TRAINING}/attributions/<int:pk>/modifier/",
        training_steps.training_allotment_change,
        name="training_allotment_change",
    ),
    path(
        f"{_TRAINING}/attributions/<int:pk>/retirer/",
        training_steps.training_allotment_withdraw,
        name="training_allotment_withdraw",
    ),
    path(f"{_TRAINING}/attributions/<int:pk>/tenue/", training_steps.training_use, name="training_use"),
    path(
        f"{_TRAINING}/tenues/<int:pk>/retirer/",
        training_steps.training_use_withdraw,
        name="training_use_withdraw",
    ),
]
