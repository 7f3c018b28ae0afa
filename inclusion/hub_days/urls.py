"""Addresses of hub days."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.hub_days import views as hub_day_views

hub_patterns: list[URLPattern] = [
    page("jours-hub/", hub_day_views.hub_day_list),
    page("jours-hub/prevoir/", hub_day_views.hub_day_add),
    page("jours-hub/<int:pk>/", hub_day_views.hub_day_detail),
    page("jours-hub/<int:pk>/modifier/", hub_day_views.hub_day_edit),
    page("jours-hub/<int:pk>/fait/", hub_day_views.hub_day_done),
    page("jours-hub/<int:pk>/annuler/", hub_day_views.hub_day_cancel),
    page("jours-hub/<int:pk>/reprevoir/", hub_day_views.hub_day_again),
    page("jours-hub/<int:pk>/justificatif/", hub_day_views.hub_day_evidence),
    page("jours-hub/<int:pk>/justificatif/joindre/", hub_day_views.hub_day_evidence_add),
    page("jours-hub/annees/ajouter/", hub_day_views.hub_allocation_add),
    page("jours-hub/annees/<int:pk>/", hub_day_views.hub_allocation_edit),
    page("jours-hub/annees/<int:pk>/fiche.pdf", hub_day_views.hub_sheet),
    page("jours-hub/annees/<int:pk>/fiche/editer/", hub_day_views.hub_sheet_issue),
]
#: Outside any network.
hub_portal_patterns: list[URLPattern] = [page("hub/", hub_day_views.hub_home)]
