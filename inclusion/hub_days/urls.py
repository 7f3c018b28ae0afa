"""Addresses of hub days."""

from django.urls import URLPattern, path

from inclusion.hub_days import views as hub_day_views

hub_patterns: list[URLPattern] = [
    path("jours-hub/", hub_day_views.hub_day_list, name="hub_day_list"),
    path("jours-hub/prevoir/", hub_day_views.hub_day_add, name="hub_day_add"),
    path("jours-hub/<int:pk>/", hub_day_views.hub_day_detail, name="hub_day_detail"),
    path("jours-hub/<int:pk>/modifier/", hub_day_views.hub_day_edit, name="hub_day_edit"),
    path("jours-hub/<int:pk>/fait/", hub_day_views.hub_day_done, name="hub_day_done"),
    path("jours-hub/<int:pk>/annuler/", hub_day_views.hub_day_cancel, name="hub_day_cancel"),
    path("jours-hub/<int:pk>/reprevoir/", hub_day_views.hub_day_again, name="hub_day_again"),
    path("jours-hub/<int:pk>/justificatif/", hub_day_views.hub_day_evidence, name="hub_day_evidence"),
    path(
        "jours-hub/<int:pk>/justificatif/joindre/",
        hub_day_views.hub_day_evidence_add,
        name="hub_day_evidence_add",
    ),
    path("jours-hub/annees/ajouter/", hub_day_views.hub_allocation_add, name="hub_allocation_add"),
    path("jours-hub/annees/<int:pk>/", hub_day_views.hub_allocation_edit, name="hub_allocation_edit"),
    path("jours-hub/annees/<int:pk>/fiche.pdf", hub_day_views.hub_sheet, name="hub_sheet"),
    path("jours-hub/annees/<int:pk>/fiche/editer/", hub_day_views.hub_sheet_issue, name="hub_sheet_issue"),
]
#: Outside any network.
hub_portal_patterns: list[URLPattern] = [path("hub/", hub_day_views.hub_home, name="hub_home")]
