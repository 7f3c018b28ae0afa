"""Addresses of roadmaps, below those of one network; those of coverage and training are written here."""

from django.urls import URLPattern

from inclusion.core.access import page
from roadmaps.adoption.urls import nesting_patterns, public_patterns
from roadmaps.coverage import views as coverage_views
from roadmaps.files.urls import exchange_patterns, papers_patterns
from roadmaps.indicators.urls import indicators_patterns
from roadmaps.plans.urls import grid_patterns, roadmaps_patterns, tree_patterns
from roadmaps.progress.urls import progress_patterns
from roadmaps.training import views as training_views
from roadmaps.workshops.urls import workshops_patterns

_TRAINING = "feuilles-de-route/formation"

coverage_patterns: list[URLPattern] = [
    page("feuilles-de-route/couverture/", coverage_views.coverage),
    page("feuilles-de-route/couverture/ce-qui-compte/", coverage_views.coverage_criteria),
    page("feuilles-de-route/couverture/sieges/", coverage_views.coverage_seats),
    page("feuilles-de-route/couverture/<slug:siren>/", coverage_views.coverage_epci),
    page("feuilles-de-route/couverture/<slug:siren>/mettre-a-part/", coverage_views.coverage_set_aside),
    page("feuilles-de-route/couverture/<slug:siren>/reprendre/", coverage_views.coverage_bring_back),
    page(f"{_TRAINING}/", training_views.training),
    page(f"{_TRAINING}/ouvrir/", training_views.training_open),
    page(f"{_TRAINING}/<int:pk>/modifier/", training_views.training_change),
    page(f"{_TRAINING}/<int:pk>/attribuer/", training_views.training_allot),
    page(f"{_TRAINING}/attributions/<int:pk>/modifier/", training_views.training_allotment_change),
    page(f"{_TRAINING}/attributions/<int:pk>/retirer/", training_views.training_allotment_withdraw),
    page(f"{_TRAINING}/attributions/<int:pk>/tenue/", training_views.training_use),
    page(f"{_TRAINING}/tenues/<int:pk>/retirer/", training_views.training_use_withdraw),
]


# -- URLs of roadmaps, below those of one network

urlpatterns = [
    *roadmaps_patterns,
    *tree_patterns,
    *grid_patterns,
    *exchange_patterns,
    *nesting_patterns,
    *progress_patterns,
    *indicators_patterns,
    *coverage_patterns,
    *workshops_patterns,
    *papers_patterns,
    *public_patterns,
]
